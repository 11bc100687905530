import type { CST } from "yaml";

/**
 * Where a quote or bracket opens that nothing closes: the parser points to where it gave up, which may be the end of the file.
 * @returns for the offset that the parser points to, that of the last such opener before it
 */
export function openersIn(tokens: readonly CST.Token[]): (end: number) => number | undefined {
  const openers: number[] = [];
  const open: CST.Token[] = [...tokens];
  for (let token = open.pop(); token !== undefined; token = open.pop()) {
    if (isUnclosed(token)) openers.push(token.offset);
    for (const child of childrenOf(token)) if (child) open.push(child);
  }
  openers.sort((a, b) => a - b);
  return (end) => openers.findLast((opener) => opener < end);
}

function isUnclosed(token: CST.Token): boolean {
  switch (token.type) {
    case "single-quoted-scalar":
    case "double-quoted-scalar":
      return token.source.length < 2 || token.source[0] !== token.source.at(-1);
    case "flow-collection":
      return !token.end.some(({ type }) => type === "flow-map-end" || type === "flow-seq-end");
    default:
      return false;
  }
}

function childrenOf(token: CST.Token): readonly (CST.Token | null | undefined)[] {
  if (token.type === "document") return [token.value];
  if (token.type !== "block-map" && token.type !== "block-seq" && token.type !== "flow-collection") return [];
  return token.items.flatMap(({ key, value }) => [key, value]);
}
