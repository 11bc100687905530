import { depthLimit } from "../scan/nesting.ts";
import type { Lines } from "./lines.ts";
import { beginsPlain, plain, readQuoted } from "./scalar.ts";
import type { Written, WrittenAlias, WrittenPair, WrittenScalar } from "./written.ts";

const alias = /\*([\w.-]+)(?=[ \n,\]}]|$)/y;

/** Up to what ends it in brackets; a `:` or `#` in it that might do is none. */
const plainWord = /[^\n\t,[\]{}:#]+(?:[:#](?=[^\s,[\]{}:#])[^\n\t,[\]{}:#]*)*/y;

/**
 * `[a, b]` or `{a: b}`, which may go on in further lines, without comments.
 * @param column of the map or list that it stands in
 */
export function readFlow(lines: Lines, column: number, depth: number): Written | undefined {
  const { text, at: start } = lines;
  const isMap = text[start] === "{";
  const close = isMap ? "}" : "]";
  if (depth > depthLimit) return undefined;
  step(lines);
  const pairs: WrittenPair[] = [];
  const items: Written[] = [];
  while (true) {
    if (!skipGap(lines, column)) return undefined;
    if (text[lines.at] === close && pairs.length + items.length === 0) break;
    const first = readItem(lines, column, depth + 1);
    if (first === undefined) return undefined;
    if (isMap) {
      const value = readPairValue(first, lines, column, depth + 1);
      if (value === undefined) return undefined;
      pairs.push({ key: first, value });
    } else items.push(first);
    if (!skipGap(lines, column)) return undefined;
    if (text[lines.at] === close) break;
    if (text[lines.at] !== ",") return undefined;
    step(lines);
  }
  step(lines);
  const end = lines.at;
  return isMap ? { kind: "map", flow: true, pairs, start, end } : { kind: "list", flow: true, items, start, end };
}

function step(lines: Lines): void {
  lines.pass(lines.at + 1);
  lines.lexemes += 2;
}

/** Spaces, and line ends after which it is indented as it must be. */
function skipGap(lines: Lines, column: number): boolean {
  lines.skipSpaces();
  if (lines.text[lines.at] !== "\n") return true;
  return lines.continued(column) !== undefined;
}

function readPairValue(key: Written, lines: Lines, column: number, depth: number): Written | undefined {
  if (key.kind !== "scalar" || lines.text[lines.at] !== ":" || lines.text[lines.at + 1] !== " ") return undefined;
  step(lines);
  lines.skipSpaces();
  return readItem(lines, column, depth);
}

function readItem(lines: Lines, column: number, depth: number): Written | undefined {
  switch (lines.text[lines.at]) {
    case "'":
    case '"':
      return readQuoted(lines);
    case "[":
    case "{":
      return readFlow(lines, column, depth);
    case "*":
      return readAlias(lines);
    default:
      return readWord(lines);
  }
}

export function readAlias(lines: Lines): WrittenAlias | undefined {
  const start = lines.at;
  alias.lastIndex = start;
  const name = alias.exec(lines.text)?.[1];
  if (name === undefined) return undefined;
  lines.pass(alias.lastIndex);
  lines.lexemes += 1;
  return { kind: "alias", name, start, end: lines.at };
}

function readWord(lines: Lines): WrittenScalar | undefined {
  const start = lines.at;
  plainWord.lastIndex = start;
  const [word] = (beginsPlain(lines) && plainWord.exec(lines.text)) || [];
  if (word === undefined) return undefined;
  const source = word.trimEnd();
  lines.pass(start + source.length);
  lines.lexemes += 2;
  return plain(source, start, lines.at);
}
