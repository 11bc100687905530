import { depthLimit } from "../scan/nesting.ts";
import { readAlias, readFlow } from "./flow.ts";
import type { Lines } from "./lines.ts";
import { plain, readPlain, readQuoted } from "./scalar.ts";
import type { Written, WrittenPair, WrittenScalar } from "./written.ts";

/** Of one word. */
const plainKey = /[^\s\-?:,[\]{}#&*!|>'"%@`][^\s:#]*(?=:(?:[ \n]|$))/y;

const quotedKey = /'[^'\n]*':(?=[ \n]|$)|"[^"\\\n]*":(?=[ \n]|$)/y;

const anchorName = /&([\w.-]+)(?=[ \n]|$)/y;

/** Beyond this the parser has something to say of a key. */
const keyLimit = 1000;

/** The map or list whose first line we are at. @returns undefined for what is unusual; then where we are means nothing */
export function readBlock(lines: Lines, depth: number): Written | undefined {
  if (depth > depthLimit) return undefined;
  return lines.isDash ? readList(lines, depth) : readMap(lines, depth);
}

function readMap(lines: Lines, depth: number): Written | undefined {
  const { at: start, column } = lines;
  const pairs: WrittenPair[] = [];
  let end = start;
  do {
    const key = readKey(lines);
    if (key === undefined) return undefined;
    const value = readValue(lines, column, depth + 1, "map");
    if (value === undefined) return undefined;
    pairs.push({ key, value });
    end = value.end;
  } while (lines.column === column);
  return lines.column > column ? undefined : { kind: "map", flow: false, pairs, start, end };
}

function readList(lines: Lines, depth: number): Written | undefined {
  const { at: start, column } = lines;
  const items: Written[] = [];
  let end = start;
  do {
    lines.pass(lines.at + 1);
    lines.lexemes += 2;
    const item = readValue(lines, column, depth + 1, "list");
    if (item === undefined) return undefined;
    items.push(item);
    end = item.end;
  } while (lines.column === column && lines.isDash);
  return lines.column > column ? undefined : { kind: "list", flow: false, items, start, end };
}

/** With its colon, behind which we then are. */
function readKey(lines: Lines): WrittenScalar | undefined {
  const { text, at: start } = lines;
  const sign = text[start];
  const isQuoted = sign === "'" || sign === '"';
  const key = isQuoted ? readQuoted(lines) : readPlainKey(lines);
  if (key === undefined || text[lines.at] !== ":" || key.end - start > keyLimit) return undefined;
  lines.pass(lines.at + 1);
  lines.lexemes += 2;
  const next = text[lines.at];
  return next === " " || next === "\n" || next === undefined ? key : undefined;
}

function readPlainKey(lines: Lines): WrittenScalar | undefined {
  const { text, at: start } = lines;
  plainKey.lastIndex = start;
  if (!plainKey.test(text) || (lines.column === 0 && text.startsWith("...", start))) return undefined;
  const end = plainKey.lastIndex;
  lines.pass(end);
  lines.lexemes += 2;
  return plain(text.slice(start, end), start, end);
}

/**
 * What stands behind a colon or dash, and the way to the next line after it.
 * @param column of the map or list that it is in
 */
function readValue(lines: Lines, column: number, depth: number, inside: "map" | "list"): Written | undefined {
  lines.skipSpaces();
  const anchor = readAnchor(lines);
  if (lines.isAtEnd) {
    const { at } = lines;
    if (!lines.toNext()) return undefined;
    const isBelow = lines.column > column || (inside === "map" && lines.column === column && lines.isDash);
    return anchored(isBelow ? readBlock(lines, depth) : plain("", at, at), anchor);
  }
  if (inside === "list" && (lines.isDash || isAtKey(lines))) {
    lines.beginBlock();
    // On this line it would be that of the key.
    return anchor === undefined ? readBlock(lines, depth) : undefined;
  }
  const value = readInline(lines, column, depth);
  if (value === undefined || (value.kind === "alias" && anchor !== undefined)) return undefined;
  return lines.toNext() && lines.column <= column ? anchored(value, anchor) : undefined;
}

function readAnchor(lines: Lines): string | undefined {
  if (lines.text[lines.at] !== "&") return undefined;
  anchorName.lastIndex = lines.at;
  const name = anchorName.exec(lines.text)?.[1];
  if (name === undefined) return undefined;
  lines.pass(anchorName.lastIndex);
  lines.lexemes += 2;
  lines.skipSpaces();
  return name;
}

const anchored = (node: Written | undefined, anchor: string | undefined): Written | undefined =>
  node && anchor !== undefined ? { ...node, anchor } : node;

function isAtKey({ text, at }: Lines): boolean {
  const pattern = text[at] === "'" || text[at] === '"' ? quotedKey : plainKey;
  pattern.lastIndex = at;
  return pattern.test(text);
}

function readInline(lines: Lines, column: number, depth: number): Written | undefined {
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
      return readPlain(lines, column);
  }
}
