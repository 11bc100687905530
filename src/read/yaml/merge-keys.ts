import { describe, type Entry, type Node } from "../../model/node.ts";
import type { Say } from "../say/say.ts";

/**
 * What `<<` brings in, below a map's own keys.
 * @param merged the values of `<<`: a map, or a list of maps of which earlier ones win
 * @see YAML 1.1, "Merge Key Language-Independent Type", which compose files go by
 */
export function mergeKeys(own: readonly Entry[], merged: readonly Node[], say: Say): readonly Entry[] {
  const taken = new Set(own.map((entry) => entry.key));
  const entries = [...own];
  for (const source of merged.flatMap((node) => (node.kind === "list" ? node.items : [node]))) {
    if (source.kind !== "map") {
      say.error(
        "bad-merge-key",
        source.at,
        `\`<<\` needs a map, but this is ${describe(source)}`,
        "Write `<<: *anchor` of a map.",
      );
      continue;
    }
    for (const entry of source.entries) {
      if (taken.has(entry.key)) continue;
      taken.add(entry.key);
      entries.push(entry);
    }
  }
  return entries;
}
