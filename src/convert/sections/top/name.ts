import { childOf, entryOf, textAt } from "../../../model/node.ts";
import { Draft, mapped } from "../../draft.ts";
import type { Rule } from "../../rule.ts";

/** docker takes the stack's name from its command line. */
export const name: Rule = {
  id: "name",
  accounts: ["name"],
  propose: (view) => {
    const draft = new Draft("name");
    const entry = entryOf(view.project.root, "name");
    if (entry) {
      const field = { path: ["name"], at: entry.keyAt, node: entry.value };
      const path = ["x-edgeward", "name"];
      draft.edit({ kind: "drop", path: field.path });
      const edgeward = childOf(view.project.root, "x-edgeward");
      const isNamed = edgeward?.kind === "map" && childOf(edgeward, "name") !== undefined;
      if (!isNamed) draft.edit({ kind: "put", path, node: textAt(view.project.name, field.node.at) });
      const why = "docker refuses a name in a stack file; it stands at the end of `docker stack deploy`.";
      draft.say(field, mapped([path], "where Edgeward reads the stack's name", why));
    }
    return draft.proposal;
  },
};
