import { Draft } from "../../draft.ts";
import type { Rule } from "../../rule.ts";

/** Extensions stay: docker passes over them. `x-edgeward` has rules of its own. */
export const extensions: Rule = {
  id: "extensions",
  accounts: ["x-*"],
  propose: (view) => {
    const draft = new Draft("extensions");
    for (const { key, keyAt, value } of view.project.root.entries) {
      if (key.startsWith("x-") && key !== "x-edgeward") draft.keep({ path: [key], at: keyAt, node: value });
    }
    return draft.proposal;
  },
};
