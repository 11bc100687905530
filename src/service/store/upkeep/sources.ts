/** Where the rows of a series come from when they are written anew: all fields, at their place in the measurement. */
import type { Field } from "../chunk/key.ts";
import type { Segment } from "../disk/segment.ts";
import type { Series } from "../live/series.ts";
import type { Source } from "../query/sweep.ts";
import { loadChunk } from "../query/view.ts";
import type { StoredSource } from "./rewrite.ts";

const allTime = 2n ** 63n;

export function runSources(series: Series): readonly Source[] {
  const wanted = placesOf(series);
  return series.folding.map((run) => ({
    minNs: run.minNs,
    maxNs: run.maxNs,
    load: () => run.rows(wanted, -allTime, allTime),
  }));
}

/** @param report is told of chunks that are damaged: they are left out */
export function storedSources(
  series: Series,
  segments: readonly Segment[],
  report: (what: string) => void,
): readonly StoredSource[] {
  const wanted = placesOf(series);
  const sources: StoredSource[] = [];
  for (const segment of segments) {
    const { series: ids, minNs, maxNs } = segment.places;
    for (let chunk = segment.firstOf(series.id); ids[chunk] === series.id; chunk++) {
      sources.push({
        minNs: minNs[chunk] ?? 0n,
        maxNs: maxNs[chunk] ?? 0n,
        load: () => loadChunk(segment, segment, chunk, wanted, report),
        payload: () => segment.read(chunk),
      });
    }
  }
  return sources;
}

function placesOf({ measurement }: Series): (field: Field) => number | undefined {
  return ({ name, kind }) => {
    const field = measurement.byName.get(name);
    return field?.kind === kind ? field.index : undefined;
  };
}
