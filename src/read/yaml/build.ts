/**
 * Turns a parsed YAML document into our tree: aliases and merge keys resolved, every value with its place.
 * Invariants: keys are strings and occur once; the tree is no deeper than `depthLimit` and, written out in full, no larger than
 * `sizeLimit`, so that whatever walks it ends soon ("billion laughs").
 */
import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap, type Node as YamlNode } from "yaml";
import { describe, type Entry, type MergeTag, type Node, nothingAt } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";
import { mergeKeys } from "./merge-keys.ts";

export const depthLimit = 64;
const sizeLimit = 100_000;

/** A node with what it would take to write it out in full. */
interface Built {
  readonly node: Node;
  readonly size: number;
  readonly height: number;
}

interface Building {
  readonly say: Say;
  readonly place: (node: { range?: readonly number[] | null } | null | undefined, fallback: Span) => Span;
  /** Undefined while the anchored node is being built: an alias to it then would contain itself. */
  readonly anchors: Map<string, Built | undefined>;
}

export function buildTree(root: YamlNode | null, say: Say, file: string, spanAt: (offset: number) => Span): Node {
  const start: Span = { file, line: 1, column: 1 };
  const place: Building["place"] = (node, fallback) => (node?.range ? spanAt(node.range[0] ?? 0) : fallback);
  return build(root, start, 0, { say, place, anchors: new Map() }).node;
}

function build(yaml: unknown, fallback: Span, depth: number, b: Building): Built {
  const empty = (at: Span): Built => ({ node: nothingAt(at), size: 1, height: 1 });
  if (!isAlias(yaml) && !isScalar(yaml) && !isMap(yaml) && !isSeq(yaml)) return empty(fallback);
  const at = b.place(yaml, fallback);
  if (depth > depthLimit) {
    sayTooDeep(at, b.say);
    return empty(at);
  }
  if (isAlias(yaml)) return resolveAlias(yaml.source, at, depth, b) ?? empty(at);
  const anchor = yaml.anchor;
  if (anchor !== undefined) b.anchors.set(anchor, undefined);
  const built = isScalar(yaml)
    ? buildScalar(yaml, at)
    : isMap(yaml)
      ? buildMap(yaml, at, depth, b)
      : buildList(yaml.items, at, depth, b);
  const tag = mergeTag(yaml.tag, at, b.say);
  const tagged = tag ? { ...built, node: { ...built.node, tag } } : built;
  if (anchor !== undefined) b.anchors.set(anchor, tagged);
  return tagged;
}

export function sayTooDeep(at: Span, say: Say): undefined {
  const what = `more than ${depthLimit} levels of nesting`;
  return say.error("too-deep", at, what, "Flatten it: nothing in a stack is that deep.");
}

function resolveAlias(name: string, at: Span, depth: number, b: Building): Built | undefined {
  const target = b.anchors.get(name);
  if (target === undefined) {
    const what = b.anchors.has(name)
      ? `\`*${name}\` contains itself`
      : `there is no anchor \`&${name}\` before \`*${name}\``;
    return b.say.error("bad-alias", at, what, "Define the anchor further up, outside of what uses it.");
  }
  if (depth + target.height > depthLimit) {
    return b.say.error(
      "alias-bomb",
      at,
      `\`*${name}\` grows out of bounds`,
      "Write out what is needed instead of nesting aliases.",
    );
  }
  return target;
}

function buildScalar(yaml: { value: unknown; source?: string; type?: string }, at: Span): Built {
  const { value } = yaml;
  const known = typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  const source = yaml.source ?? (value === null ? "" : String(value));
  const plain = yaml.type === "PLAIN" ? ({ plain: true } as const) : {};
  return { node: { kind: "scalar", value: known ? value : source, source, at, ...plain }, size: 1, height: 1 };
}

function buildList(items: readonly unknown[], at: Span, depth: number, b: Building): Built {
  const built = items.map((item) => build(item, at, depth + 1, b));
  return bounded({ kind: "list", items: built.map(({ node }) => node), at }, built, b.say);
}

function buildMap(yaml: YAMLMap, at: Span, depth: number, b: Building): Built {
  const own: Entry[] = [];
  const merged: Node[] = [];
  const all: Built[] = [];
  const seen = new Map<string, Span>();
  for (const pair of yaml.items) {
    const key = keyOf(pair, at, b);
    const value = build(pair.value, key?.at ?? at, depth + 1, b);
    all.push(value);
    if (key === undefined) continue;
    const first = seen.get(key.name);
    if (key.isMerge) merged.push(value.node);
    else if (first) {
      const what = `\`${key.name}\` stands here a second time; the first is in line ${first.line}`;
      b.say.error("duplicate-key", key.at, what, "Keep one of the two.");
    } else {
      seen.set(key.name, key.at);
      own.push({ key: key.name, keyAt: key.at, value: value.node });
    }
  }
  const entries = merged.length === 0 ? own : mergeKeys(own, merged, b.say);
  return bounded({ kind: "map", entries, at }, all, b.say);
}

function keyOf(pair: Pair, fallback: Span, b: Building): { name: string; at: Span; isMerge: boolean } | undefined {
  const key = isAlias(pair.key) ? build(pair.key, fallback, 0, b).node : undefined;
  const at = b.place(pair.key as { range?: readonly number[] } | null, fallback);
  if (key?.kind === "scalar" && typeof key.value === "string") return { name: key.value, at, isMerge: false };
  if (isScalar(pair.key) && typeof pair.key.value === "string") {
    if (pair.key.anchor !== undefined) build(pair.key, fallback, 0, b);
    return { name: pair.key.value, at, isMerge: pair.key.value === "<<" && pair.key.type === "PLAIN" };
  }
  const found = describe(key ?? build(pair.key, at, 0, b).node);
  return b.say.error("key-not-text", at, `a key must be text, but this one is ${found}`, "Put the key in quotes.");
}

function bounded(node: Node, children: readonly Built[], say: Say): Built {
  let size = 1;
  let height = 1;
  for (const child of children) {
    size += child.size;
    height = Math.max(height, child.height + 1);
  }
  if (size <= sizeLimit) return { node, size, height };
  say.error(
    "alias-bomb",
    node.at,
    `more than ${sizeLimit} values, counting what aliases repeat`,
    "Write out what is needed.",
  );
  return { node: nothingAt(node.at), size: 1, height: 1 };
}

const standardTag = /^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/;

function mergeTag(tag: string | undefined, at: Span, say: Say): MergeTag | undefined {
  if (tag === undefined || tag === "!" || standardTag.test(tag)) return undefined;
  if (tag === "!reset") return "reset";
  if (tag === "!override") return "override";
  return say.error(
    "unknown-tag",
    at,
    `the tag \`${tag}\` is not known`,
    "Known are `!reset` and `!override`; take others out.",
  );
}
