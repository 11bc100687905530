import type { Node } from "../../model/node.ts";
import type { Say } from "../say/say.ts";

/** Whether an error has been said about a value or anything in it: then whatever else is wrong with it can wait. */
export function saidInside(node: Node, say: Say): boolean {
  if (say.hasError(node.at)) return true;
  if (node.kind === "list") return node.items.some((item) => saidInside(item, say));
  if (node.kind === "map")
    return node.entries.some(({ keyAt, value }) => say.hasError(keyAt) || saidInside(value, say));
  return false;
}
