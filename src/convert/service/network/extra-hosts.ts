import { listAt, type Node, textAt, textOf } from "../../../model/node.ts";
import { type Field, fieldsOf, serviceRule } from "../../draft.ts";
import { present } from "../data/present.ts";

export const extraHosts = serviceRule("extra-hosts", ["extra_hosts"], (subject) => {
  const found = present(subject, "extra_hosts");
  if (!found) return;
  if (!fieldsOf(found).some(({ node }) => node.kind === "list")) return subject.draft.keep(found);
  const node = listAt(fieldsOf(found).flatMap(lines), found.node.at);
  subject.draft.respell(
    found,
    node,
    "the same hosts, a line for each address",
    "A stack file takes one address for each line.",
  );
});

/** `host=address`, once for each address. */
function lines({ path, node }: Field): readonly Node[] {
  const addresses = node.kind === "list" ? node.items : [node];
  return addresses.map((address) => textAt(`${path.at(-1)}=${textOf(address) ?? ""}`, address.at));
}
