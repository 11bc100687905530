import { isNull, type Node } from "../../../model/node.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { sayUnknown } from "../../tree/keys.ts";
import { asText } from "../../tree/shape.ts";

export interface ExtendsReference {
  readonly service: Located<string>;
  /** Another file, as written. */
  readonly file?: Located<string>;
}

/** `extends: name`, or a map with `service` and perhaps `file`. @see Compose Specification, "extends" */
export function readExtends(node: Node, path: string, say: Say): ExtendsReference | undefined {
  if (node.kind === "scalar" && !isNull(node)) {
    const service = asText(node, path, say);
    return service && { service };
  }
  if (node.kind === "list") {
    return say.error("wrong-type", node.at, `\`${path}\` names several services`, "A service extends one other.");
  }
  const entries = node.kind === "map" ? node.entries : [];
  sayUnknown(entries, ["file", "service"], path, "none", say);
  const find = (key: string) => entries.find((entry) => entry.key === key)?.value;
  const [serviceNode, fileNode] = [find("service"), find("file")];
  const service = serviceNode && asText(serviceNode, `${path}.service`, say);
  const file = fileNode && asText(fileNode, `${path}.file`, say);
  if (service) return { service, ...(file && { file }) };
  if (serviceNode && !isNull(serviceNode)) return undefined;
  return say.error("missing-key", node.at, `\`${path}\` names no \`service\``, "Add `service:` with the name of one.");
}
