/**
 * A YAML document as values with places. Aliases share nodes, so a tree is a graph without cycles.
 * Invariant: bounded in depth and, written out in full, in size (read/yaml/build.ts), so that whatever walks it ends soon.
 */
import type { Span } from "./span.ts";

export type Node = Scalar | List | Mapping;

interface Placed {
  readonly at: Span;
  /** compose's `!reset` and `!override`: how a later file goes over an earlier one. */
  readonly tag?: MergeTag;
  /** How a person wrote it, for whoever writes it again; absent on nodes that we made. */
  readonly look?: Look;
}

export type MergeTag = "reset" | "override";

/** What YAML does not count as content, and people do. */
export interface Look {
  /** `&name` on this node. Nodes that aliases share are the same object. */
  readonly anchor?: string;
  /**
   * Comment lines above, without `#`, joined by line feeds; on an entry those above its key, on the root those at the head of the
   * document. An empty line is a blank one; a bare `#` is a blank.
   */
  readonly above?: string;
  /** Comment at the end of the line; on an entry also that of its value, if this is one line. */
  readonly beside?: string;
  /** Comment lines at the end of a list or map, below its last item; on the root those at the end of the document. */
  readonly below?: string;
  /** A blank line stands above. */
  readonly gap?: true;
  /** `[a, b]` and `{a: b}`. */
  readonly flow?: true;
  readonly quote?: "single" | "double" | "literal" | "folded";
}

export interface Scalar extends Placed {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As written, without quotes: `0700`, where the value is a number. */
  readonly source: string;
  /** Written without quotes, so that another YAML reader may take it for something else than a text. */
  readonly plain?: true;
}

export interface List extends Placed {
  readonly kind: "list";
  readonly items: readonly Node[];
}

export interface Mapping extends Placed {
  readonly kind: "map";
  /** With what `<<` brings in; those entries are the same objects as in the map that `merges` names. */
  readonly entries: readonly Entry[];
  /** The values of `<<`, in order, so that it can be written again where nothing of it has changed. */
  readonly merges?: readonly Mapping[];
}

export interface Entry {
  readonly key: string;
  readonly keyAt: Span;
  readonly value: Node;
  readonly look?: Look;
}

/** Where a value stands in a tree: keys, and indexes of lists. */
export type Path = readonly (string | number)[];

/** `services.web.ports[0]` */
export function showPath(path: Path): string {
  return path.map((step, i) => (typeof step === "number" ? `[${step}]` : i === 0 ? step : `.${step}`)).join("");
}

export function entryOf(map: Mapping, key: string): Entry | undefined {
  for (const entry of map.entries) if (entry.key === key) return entry;
  return undefined;
}

export function childOf(map: Mapping, key: string): Node | undefined {
  return entryOf(map, key)?.value;
}

/** The node at the end of a path, if every step of it is there. */
export function nodeAt(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (node?.kind === "map") node = childOf(node, String(step));
    else if (node?.kind === "list" && typeof step === "number") node = node.items[step];
    else return undefined;
  }
  return node;
}

/** The entries below a key that holds a map; none where it is absent or holds anything else. */
export function entriesOf(map: Mapping, key: string): readonly Entry[] {
  const child = childOf(map, key);
  return child?.kind === "map" ? child.entries : [];
}

/** A single value as it was written, whatever YAML makes of it; undefined for null, lists and maps. */
export function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "scalar" && node.value !== null ? node.source : undefined;
}

export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

export const nothingAt = (at: Span): Scalar => ({ kind: "scalar", value: null, source: "", at });

export const textAt = (text: string, at: Span): Scalar => ({ kind: "scalar", value: text, source: text, at });

/** A number or a truth value of our own making. */
export const valueAt = (value: number | boolean, at: Span): Scalar => ({
  kind: "scalar",
  value,
  source: String(value),
  at,
});

export const listAt = (items: readonly Node[], at: Span): List => ({ kind: "list", items, at });

/** Entries whose value is undefined are left out. */
export const mapAt = (entries: Readonly<Record<string, Node | undefined>>, at: Span): Mapping => ({
  kind: "map",
  entries: Object.entries(entries).flatMap(([key, value]) => (value === undefined ? [] : [{ key, keyAt: at, value }])),
  at,
});

/** Plain data: what JSON would make of it. Keys keep their order; `__proto__` is a key like any other. */
export function plainOf(node: Node): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(plainOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
}

/** For messages. Never the text itself: it may be a password. */
export function describe(node: Node): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "empty";
  if (typeof node.value === "string") return "a text";
  return typeof node.value === "number" ? "a number" : "true or false";
}
