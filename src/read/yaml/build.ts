/**
 * Turns a parsed YAML document into our tree: aliases and merge keys resolved, every value with its place and its look.
 * Invariants: keys are strings and occur once; the tree is no deeper than `depthLimit` and, written out in full, no larger than
 * `sizeLimit`, so that whatever walks it ends soon ("billion laughs"). What an alias stands for is the same object as its anchor's.
 */
import { describe, type Entry, type Look, type Mapping, type Node, nothingAt } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import {
  isBlock,
  isBlockText,
  type Written,
  type WrittenAlias,
  type WrittenList,
  type WrittenMap,
  type WrittenPair,
  type WrittenScalar,
} from "./direct/written.ts";
import { belowLook, besideLook, bothLooks, collectionBelow, lookOf } from "./look.ts";
import { mapsOf, mergeKeys } from "./merge-keys.ts";
import type { Margin } from "./scan/margin.ts";
import { depthLimit } from "./scan/nesting.ts";
import { mergeTag } from "./tag.ts";

/** Eight times what 5,000 services take. */
const sizeLimit = 2_000_000;

export interface Ground {
  readonly say: Say;
  readonly spanAt: (offset: number) => Span;
  readonly margin: Margin;
}

/** An anchored node with what it would take to write it out in full. */
interface Anchored {
  readonly node: Node;
  readonly size: number;
  readonly height: number;
}

interface Building extends Ground {
  /** Undefined while the anchored node is being built: an alias to it then would contain itself. */
  readonly anchors: Map<string, Anchored | undefined>;
  /** Values so far, aliases written out. */
  size: number;
  /** The deepest level so far. */
  deepest: number;
}

/** @param end of the document in the text */
export function buildTree(root: Written | undefined, end: number, ground: Ground): Node {
  const { margin, spanAt } = ground;
  const start = root?.start ?? 0;
  const above = margin.above(start)?.above;
  const node = build(root, spanAt(start), 1, { ...ground, anchors: new Map(), size: 0, deepest: 0 }, undefined);
  const look = belowLook(above === undefined ? node.look : { ...node.look, above }, margin.rest(end));
  return look === undefined ? node : { ...node, look };
}

/** @param item undefined: not in a list; else what stands above it there */
function build(
  written: Written | undefined,
  fallback: Span,
  depth: number,
  b: Building,
  item: { look?: Look } | undefined,
): Node {
  if (written?.kind === "alias") return resolveAlias(written.name, b.spanAt(written.start ?? 0), depth, b);
  b.size += 1;
  if (written === undefined) return nothingAt(fallback);
  const { start, anchor } = written;
  const at = start === undefined ? fallback : b.spanAt(start);
  if (depth > depthLimit) return sayTooDeep(at, b.say) ?? nothingAt(at);
  if (anchor === undefined) {
    if (depth > b.deepest) b.deepest = depth;
    return content(written, at, depth, b, item);
  }
  b.anchors.set(anchor, undefined);
  const { size, deepest } = b;
  b.deepest = depth;
  const node = content(written, at, depth, b, item);
  b.anchors.set(anchor, { node, size: b.size - size + 1, height: b.deepest - depth });
  b.deepest = Math.max(b.deepest, deepest);
  return node;
}

type Content = Exclude<Written, WrittenAlias>;

function content(written: Content, at: Span, depth: number, b: Building, item: { look?: Look } | undefined): Node {
  const node =
    written.kind === "scalar"
      ? buildScalar(written, at)
      : written.kind === "map"
        ? buildMap(written, at, depth, b)
        : buildList(written, at, depth, b);
  const tag = written.tag === undefined ? undefined : mergeTag(written.tag, at, b.say);
  const beside = item && besideValue(written, 0, b.margin);
  const look = besideLook(bothLooks(node.look, item?.look), beside);
  if (tag === undefined && look === node.look) return node;
  return { ...node, ...(tag && { tag }), ...(look && { look }) };
}

export function sayTooDeep(at: Span, say: Say): undefined {
  const what = `more than ${depthLimit} levels of nesting`;
  return say.error("too-deep", at, what, "Flatten it: nothing in a stack is that deep.");
}

function resolveAlias(name: string, at: Span, depth: number, b: Building): Node {
  const target = b.anchors.get(name);
  if (target === undefined) {
    const what = b.anchors.has(name)
      ? `\`*${name}\` contains itself`
      : "there is no anchor of this name before the alias";
    const remedy = "Define the anchor further up, outside of what uses it; put a text that begins with * in quotes.";
    b.say.error("bad-alias", at, what, remedy);
    return nothingAt(at);
  }
  if (depth + target.height > depthLimit || b.size + target.size > sizeLimit) {
    const what = `\`*${name}\` grows out of bounds`;
    b.say.error("alias-bomb", at, what, "Write out what is needed instead of nesting aliases.");
    return nothingAt(at);
  }
  b.size += target.size;
  b.deepest = Math.max(b.deepest, depth + target.height);
  return target.node;
}

function buildScalar(written: WrittenScalar, at: Span): Node {
  const { value, source, type, tag } = written;
  const known = typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  const look = lookOf(written);
  const scalar = { kind: "scalar", value: known ? value : source, source, at } as const;
  if (type !== "PLAIN" || tag !== undefined) return look ? { ...scalar, look } : scalar;
  return look ? { ...scalar, plain: true, look } : { ...scalar, plain: true };
}

function buildList(list: WrittenList, at: Span, depth: number, b: Building): Node {
  const items: Node[] = [];
  let end = list.start ?? 0;
  for (const item of list.items) {
    const start = list.flow ? (item?.start ?? 0) : b.margin.dashAfter(end);
    // What stands above an alias goes to the item after it: its look is that of its anchor.
    const look = item?.kind === "alias" ? undefined : b.margin.above(start);
    items.push(build(item, at, depth + 1, b, look ? { look } : noLook));
    end = item?.end ?? 0;
  }
  const below = collectionBelow(b.margin, list.flow, list.end, at.column - 1);
  const look = belowLook(lookOf(list), below);
  return look ? { kind: "list", items, at, look } : { kind: "list", items, at };
}

const noLook = {};

function buildMap(written: WrittenMap, at: Span, depth: number, b: Building): Node {
  const own = new Map<string, Entry>();
  const merged: Node[] = [];
  for (const pair of written.pairs) {
    const key = keyOf(pair, at, b);
    const look = key === undefined || key.isMerge ? undefined : b.margin.above(key.start);
    const early = key && !key.isMerge ? b.margin.besideKey(key.end, pair.value?.start ?? 0) : undefined;
    const value = build(pair.value, key?.at ?? at, depth + 1, b, undefined);
    if (key === undefined) continue;
    if (key.isMerge) {
      merged.push(value);
      continue;
    }
    const beside = early ?? besideValue(pair.value, key.end, b.margin);
    const first = own.get(key.name);
    if (first) {
      const what = `\`${key.name}\` stands here a second time; the first is in line ${first.keyAt.line}`;
      b.say.error("duplicate-key", key.at, what, "Keep one of the two.");
      continue;
    }
    const entry = { key: key.name, keyAt: key.at, value };
    const whole = besideLook(look, beside);
    own.set(key.name, whole ? { ...entry, look: whole } : entry);
  }
  const below = collectionBelow(b.margin, written.flow, written.end, at.column - 1);
  const look = belowLook(lookOf(written), below);
  const maps = merged.length > 0 ? mapsOf(merged, b.say) : [];
  const entries = [...own.values()];
  const map: Mapping = { kind: "map", entries: maps.length > 0 ? mergeKeys(entries, maps) : entries, at };
  return { ...map, ...(maps.length > 0 && { merges: maps }), ...(look && { look }) };
}

function besideValue(value: Written | undefined, keyEnd: number, margin: Margin): string | undefined {
  if (isBlock(value)) return undefined;
  if (isBlockText(value)) return margin.besideKey(value?.start ?? 0, Number.POSITIVE_INFINITY);
  return margin.beside(value?.end ?? keyEnd);
}

interface Key {
  readonly name: string;
  readonly at: Span;
  readonly start: number;
  readonly end: number;
  readonly isMerge: boolean;
}

function keyOf({ key: written }: WrittenPair, fallback: Span, b: Building): Key | undefined {
  const { start = 0, end = 0 } = written ?? {};
  const at = written?.start === undefined ? fallback : b.spanAt(start);
  if (written?.kind === "scalar" && typeof written.value === "string" && written.anchor === undefined) {
    const { value: name, type, tag } = written;
    return { name, at, start, end, isMerge: name === "<<" && type === "PLAIN" && tag === undefined };
  }
  const key = build(written, at, 1, b, undefined);
  if (key.kind === "scalar" && typeof key.value === "string")
    return { name: key.value, at, start, end, isMerge: false };
  const empty = key.kind === "scalar" && key.value === null && key.source === "";
  const remedy = empty ? "Write a name before the colon." : "Put the key in quotes.";
  return b.say.error("key-not-text", at, `a key must be text, but this one is ${describe(key)}`, remedy);
}
