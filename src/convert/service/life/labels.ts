/** Labels of a service's containers. What files bring in is written out: the docker CLI knows no `label_file`. */
import { pairsOf } from "../../../compose/env-list.ts";
import { textAt } from "../../../model/node.ts";
import { fieldsOf, mapped, type Subject, serviceRule } from "../../draft.ts";
import { respell } from "../../spelling.ts";

export const labels = serviceRule("labels", ["labels", "label_file"], (subject) => {
  const { draft } = subject;
  const own = subject.field("labels");
  if (own) {
    draft.keep(own);
    respell(draft, own, "pairs");
  }
  const file = subject.field("label_file");
  if (!file) return;
  const path = subject.path("labels");
  const brought = writeOut(subject);
  draft.edit({ kind: "drop", path: file.path });
  const [one, ...more] = file.node.kind === "list" ? fieldsOf(file) : [file];
  const to = brought || own ? [path] : [];
  for (const each of [one ?? file, ...more]) {
    draft.say(each, mapped(to, "labels", "The docker CLI knows no `label_file`."));
  }
});

/** @returns whether there was anything to write; labels of the service's own go before those of files, later files before earlier ones */
function writeOut({ service, field, path, draft }: Subject): boolean {
  const own = field("labels");
  const taken = new Set(pairsOf(own?.node).map(({ name }) => name));
  const found = new Map<string, Parameters<typeof textAt>>();
  for (const { variables } of service.labelFiles) {
    for (const { name, value, at } of variables) if (!taken.has(name)) found.set(name, [value, at]);
  }
  for (const [name, [value, at]] of found) {
    if (own?.node.kind === "list") {
      draft.edit({ kind: "append", path: own.path, node: textAt(`${name}=${value}`, at) });
    } else draft.edit({ kind: "put", path: path("labels", name), node: textAt(value, at) });
  }
  return found.size > 0;
}
