/** `group_add`: the docker CLI refuses it, and the Engine API carries it. */
import { goText } from "../../../compose/amount/go-text.ts";
import { mapped, serviceRule } from "../../draft.ts";

export const groupAdd = serviceRule("group-add", ["group_add"], ({ service, draft, field }) => {
  const here = field("group_add");
  if (!here) return;
  const items = here.node.kind === "list" ? here.node.items : [];
  const groups = items.flatMap((item) => (item.kind === "scalar" ? (goText(item) ?? []) : []));
  if (groups.length > 0) draft.beyond(service.name, { groups });
  const why = "A stack file has no place for it.";
  const remedy = "Deploy with Edgeward, or write the group behind the user: `user: 1000:GROUP`.";
  const api = mapped([], "`Groups` of the container", "The Engine API carries it.");
  draft.lose(here, { why, remedy, weakens: "behaviour" }, api);
});
