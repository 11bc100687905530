import { describe, type Entry, type Mapping, type Node } from "../../model/node.ts";
import type { Say } from "../say/say.ts";

/** The maps that stand under `<<`, earlier ones first: a map, or a list of maps. */
export function mapsOf(merged: readonly Node[], say: Say): readonly Mapping[] {
  return merged
    .flatMap((node) => (node.kind === "list" ? node.items : [node]))
    .filter((source): source is Mapping => {
      if (source.kind === "map") return true;
      // An alias that stands for nothing has been told of.
      if (say.hasError(source.at)) return false;
      const what = `\`<<\` needs a map, but this is ${describe(source)}`;
      say.error("bad-merge-key", source.at, what, "Write `<<: *anchor` of a map.");
      return false;
    });
}

/**
 * A map's own entries, and below them what `<<` brings in: the same objects as in the map that they come from.
 * @see YAML 1.1, "Merge Key Language-Independent Type", which compose files go by
 */
export function mergeKeys(own: readonly Entry[], merged: readonly Mapping[]): readonly Entry[] {
  const entries = new Map(own.map((entry) => [entry.key, entry]));
  for (const source of merged) {
    for (const entry of source.entries) if (!entries.has(entry.key)) entries.set(entry.key, entry);
  }
  return [...entries.values()];
}
