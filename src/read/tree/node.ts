import type { Span } from "../../model/span.ts";

/**
 * A YAML document as values with places. Aliases share nodes, so a tree is a graph without cycles.
 * Invariant: no deeper than `depthLimit`, and not more than `sizeLimit` nodes when written out in full (tree/build.ts).
 */
export type Node = Scalar | List | Mapping;

interface Placed {
  readonly at: Span;
  /** compose's `!reset` and `!override`: how a later file goes over an earlier one. */
  readonly tag?: MergeTag;
}

export type MergeTag = "reset" | "override";

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
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: string;
  readonly keyAt: Span;
  readonly value: Node;
}

export function childOf(map: Mapping, key: string): Node | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}

export function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.value === null;
}

export const nothingAt = (at: Span): Scalar => ({ kind: "scalar", value: null, source: "", at });

export const textAt = (text: string, at: Span): Scalar => ({ kind: "scalar", value: text, source: text, at });

/** For messages. Never the text itself: it may be a password. */
export function describe(node: Node): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "empty";
  if (typeof node.value === "string") return "a text";
  return typeof node.value === "number" ? "a number" : "true or false";
}
