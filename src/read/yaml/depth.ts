import type { CST } from "yaml";

/**
 * Where a text nests deeper than the limit. The composer that makes values of tokens calls itself for each level, and near the end
 * of the call stack V8 cannot compile a regular expression and aborts the process: no catch would help.
 * @returns the offset of the first token that is too deep
 */
export function tooDeep(document: CST.Token, depthLimit: number): number | undefined {
  const open: { readonly token: CST.Token; readonly depth: number }[] = [{ token: document, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > depthLimit) return token.offset;
    for (const child of childrenOf(token)) open.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value ? [token.value] : [];
  if (token.type !== "block-map" && token.type !== "block-seq" && token.type !== "flow-collection") return [];
  return token.items.flatMap(({ key, value }) => [key, value]).filter((child) => child !== undefined && child !== null);
}
