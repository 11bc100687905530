import type { Entry, Mapping } from "../../../model/node.ts";

/**
 * Which `<<` may be written again after a map has changed: those of which nothing is changed that had come in from them.
 * @param before the map's entries when the merges were true of it
 */
export function mergesStillIn(
  merges: readonly Mapping[] | undefined,
  before: readonly Entry[],
  after: readonly Entry[],
): { readonly merges?: readonly Mapping[] } {
  if (merges === undefined) return {};
  const was = new Set(before);
  const is = new Set(after);
  const keys = new Set(after.map(({ key }) => key));
  const kept = merges.filter(({ entries }) =>
    entries.every((entry) => is.has(entry) || (!was.has(entry) && keys.has(entry.key))),
  );
  return kept.length > 0 ? { merges: kept } : {};
}
