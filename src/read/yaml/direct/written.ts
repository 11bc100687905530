/** What a YAML text says and where, before anything is made of it. Offsets count UTF-16 units. */
export type Written = WrittenScalar | WrittenMap | WrittenList | WrittenAlias;

interface Placed {
  readonly anchor?: string | undefined;
  /** With its `!`, or what it stands for. */
  readonly tag?: string | undefined;
  /** Of its own text, behind anchor and tag; undefined where it has none. */
  readonly start: number | undefined;
  /** For a block, behind its last value, with or without what is no content there. */
  readonly end: number;
}

export interface WrittenScalar extends Placed {
  readonly kind: "scalar";
  /** What YAML 1.2 makes of it. */
  readonly value: unknown;
  /** As written, without quotes. */
  readonly source: string;
  readonly type: "PLAIN" | "QUOTE_SINGLE" | "QUOTE_DOUBLE" | "BLOCK_LITERAL" | "BLOCK_FOLDED" | undefined;
}

export interface WrittenMap extends Placed {
  readonly kind: "map";
  readonly flow: boolean;
  readonly pairs: readonly WrittenPair[];
}

export interface WrittenPair {
  /** Undefined: nothing at all, not even a place for it. */
  readonly key: Written | undefined;
  readonly value: Written | undefined;
}

export interface WrittenList extends Placed {
  readonly kind: "list";
  readonly flow: boolean;
  readonly items: readonly (Written | undefined)[];
}

export interface WrittenAlias extends Placed {
  readonly kind: "alias";
  readonly name: string;
}

/** A list or map without brackets: it begins below its key, and has lines of its own. */
export const isBlock = (node: Written | undefined): boolean =>
  (node?.kind === "map" || node?.kind === "list") && !node.flow;

/** Its sign, `|` or `>`, stands in its key's line. */
export const isBlockText = (node: Written | undefined): boolean =>
  node?.kind === "scalar" && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
