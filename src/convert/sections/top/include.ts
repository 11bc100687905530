import { entryOf } from "../../../model/node.ts";
import { Draft, mapped } from "../../draft.ts";
import type { Rule } from "../../rule.ts";

/** Reading has carried it out; what is left of it would be refused. */
export const include: Rule = {
  id: "include",
  accounts: ["include"],
  propose: (view) => {
    const draft = new Draft("include");
    const entry = entryOf(view.project.root, "include");
    if (entry) {
      const field = { path: ["include"], at: entry.keyAt, node: entry.value };
      draft.edit({ kind: "drop", path: field.path });
      draft.say(field, mapped([["services"]], "the services of the included files", "docker knows no `include`."));
    }
    return draft.proposal;
  },
};
