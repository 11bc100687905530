import { isMap, isScalar, isSeq } from "yaml";

const rangeOf = (node: unknown): readonly number[] | undefined =>
  (node as { readonly range?: readonly number[] | null } | null | undefined)?.range ?? undefined;

/** Offset of a node's own text, behind its anchor and tag. */
export const startOf = (node: unknown): number | undefined => rangeOf(node)?.[0];

/** For a block, behind the line end and the comments that follow its last value. */
export const endOf = (node: unknown): number => rangeOf(node)?.[1] ?? 0;

/** A list or map without brackets: it begins below its key, and has lines of its own. */
export const isBlock = (node: unknown): boolean => (isMap(node) || isSeq(node)) && node.flow !== true;

/** Its sign, `|` or `>`, stands in its key's line. */
export const isBlockText = (node: unknown): boolean =>
  isScalar(node) && (node.type === "BLOCK_LITERAL" || node.type === "BLOCK_FOLDED");
