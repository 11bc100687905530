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

/** More than nearly every chunk takes. */
const readBytes = 256 * 1024;

/**
 * Sources of one series after the other, from the same memory: only one chunk may be loaded at a time, and a payload is valid until the next.
 * @param report is told of chunks that are damaged: they are left out
 */
export function storedSources(
  segments: readonly Segment[],
  report: (what: string) => void,
): (series: Series) => readonly StoredSource[] {
  const memory = Buffer.allocUnsafeSlow(readBytes);
  return (series) => segments.flatMap((segment) => sourcesIn(segment, series, memory, report));
}

function sourcesIn(segment: Segment, series: Series, memory: Buffer, report: (what: string) => void): StoredSource[] {
  const wanted = placesOf(series);
  const sources: StoredSource[] = [];
  const { series: ids, minNs, maxNs } = segment.places;
  const reader = { read: (chunk: number) => segment.read(chunk, memory) };
  for (let chunk = segment.firstOf(series.id, -allTime); ids[chunk] === series.id; chunk++) {
    sources.push({
      minNs: minNs[chunk] ?? 0n,
      maxNs: maxNs[chunk] ?? 0n,
      load: () => loadChunk(segment, reader, chunk, wanted, report),
      payload: () => reader.read(chunk),
    });
  }
  return sources;
}

function placesOf({ measurement }: Series): (field: Field) => number | undefined {
  return ({ name, kind }) => {
    const field = measurement.byName.get(name);
    return field?.kind === kind ? field.index : undefined;
  };
}
