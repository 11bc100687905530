import type { Look, Mapping, Node } from "../../model/node.ts";
import type { Anchors } from "./anchors.ts";
import { type Dollars, inline, keyText } from "./scalar.ts";

/** A list or map in brackets that is longer and holds more than single values reads better as a block. */
const longest = 120;

/** Whether it can and should be written on one line, as it was. */
export function staysFlow(node: Node): boolean {
  if (node.kind === "scalar" || node.look?.flow !== true || holdsComments(node)) return false;
  const children = node.kind === "map" ? node.entries.map(({ value }) => value) : node.items;
  return !children.some(isNested) || lengthOf(node, longest) <= longest;
}

const isNested = (node: Node): boolean => node.kind !== "scalar";

const hasWords = (look: Look | undefined): boolean =>
  look !== undefined && (look.above !== undefined || look.beside !== undefined || look.below !== undefined);

function holdsComments(node: Node): boolean {
  if (node.kind === "scalar") return false;
  if (node.look?.below !== undefined) return true;
  if (node.kind === "list") return node.items.some((item) => hasWords(item.look) || holdsComments(item));
  return node.entries.some((entry) => hasWords(entry.look) || hasWords(entry.value.look) || holdsComments(entry.value));
}

/** Roughly; no further than `limit`. */
function lengthOf(node: Node, limit: number): number {
  if (node.kind === "scalar") return node.source.length + 2;
  const children = node.kind === "list" ? node.items : node.entries.map(({ value }) => value);
  let length = node.kind === "map" ? node.entries.reduce((sum, { key }) => sum + key.length + 2, 2) : 2;
  for (const child of children) {
    if (length > limit) break;
    length += lengthOf(child, limit - length);
  }
  return length;
}

export function flowText(node: Node, anchors: Anchors, dollars: Dollars): string {
  const known = anchors.nameOf(node);
  if (known !== undefined) return `*${known}`;
  const name = anchors.claim(node);
  const text =
    node.kind === "scalar"
      ? inline(node, true, dollars)
      : node.kind === "list"
        ? `[${node.items.map((item) => flowText(item, anchors, dollars)).join(", ")}]`
        : flowMap(node, anchors, dollars);
  return name === undefined ? text : `&${name} ${text}`;
}

function flowMap(map: Mapping, anchors: Anchors, dollars: Dollars): string {
  const { merges, entries } = anchors.layoutOf(map);
  const merge = mergeText(merges);
  const pairs = entries.map(({ key, value }) => {
    const text = keyText(key, true);
    return `${text.length > longestKey ? "? " : ""}${text}: ${flowText(value, anchors, dollars)}`;
  });
  const all = merge === undefined ? pairs : [merge, ...pairs];
  return all.length === 0 ? "{}" : `{ ${all.join(", ")} }`;
}

/** Readers look for the colon of a key only so far. */
export const longestKey = 1000;

export function mergeText(merges: readonly string[]): string | undefined {
  const [first, ...more] = merges.map((name) => `*${name}`);
  if (first === undefined) return undefined;
  return more.length === 0 ? `<<: ${first}` : `<<: [${[first, ...more].join(", ")}]`;
}
