import type { Mapping, Node } from "../../model/node.ts";

/** The files that some value of the tree was written in, in the order that a reader meets them. */
export function sourceFiles(root: Mapping): readonly string[] {
  const files = new Set<string>();
  const seen = new Set<Node>();
  const walk = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    if (node.kind === "scalar") files.add(node.at.file);
    else if (node.kind === "list") node.items.forEach(walk);
    else {
      for (const { keyAt, value } of node.entries) {
        files.add(keyAt.file);
        walk(value);
      }
    }
  };
  walk(root);
  return [...files];
}
