import type { Mapping } from "../../model/node.ts";
import { BlockWriter } from "./block.ts";
import type { Dollars } from "./scalar.ts";

/**
 * A tree as YAML text that means the same to every reader, the docker CLI's included. Comments, blank lines, order, quotes and
 * `[…]` stay as their nodes were written; nodes that are still the same objects stay anchors, aliases and merge keys.
 * @param options.dollars `escape` (default): variables in the tree are filled, and the CLI would fill them again; `keep`: they are not
 */
export function stackFile(root: Mapping, { dollars = "escape" }: { readonly dollars?: Dollars } = {}): string {
  const writer = new BlockWriter(dollars);
  const { page } = writer;
  page.comments(root.look?.above, "");
  if (root.entries.length === 0) page.line("{}");
  writer.map(root, "", "");
  return page.toString();
}
