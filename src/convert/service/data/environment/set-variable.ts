import { type Node, textAt } from "../../../../model/node.ts";
import type { Subject } from "../../../draft.ts";

/** One more variable, in the form that the service's others have. */
export function setVariable(name: string, value: string, subject: Subject): void {
  const { draft, service } = subject;
  const field = subject.field("environment");
  const at = field?.at ?? service.at;
  if (field?.node.kind === "list") {
    const index = field.node.items.findIndex((item) => nameIn(item) === name);
    const node = textAt(`${name}=${value}`, at);
    if (index < 0) draft.edit({ kind: "append", path: field.path, node });
    else draft.edit({ kind: "items", path: [...field.path, index], nodes: [node] });
    return;
  }
  draft.edit({ kind: "put", path: subject.path("environment", name), node: textAt(value, at) });
}

const nameIn = (item: Node): string => (item.kind === "scalar" ? (String(item.value).split("=")[0] ?? "") : "");
