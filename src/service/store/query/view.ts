/** The store as one query sees it: the segments and the rows in memory at its beginning, held until it is done. */
import { readChunk } from "../chunk/chunk.ts";
import type { Field } from "../chunk/key.ts";
import type { Rows } from "../chunk/rows.ts";
import { BlockReader } from "../disk/block-reader.ts";
import type { Segment } from "../disk/segment.ts";
import type { Run } from "../live/run.ts";
import type { Series } from "../live/series.ts";
import type { Source } from "./sweep.ts";

/** @param what is damaged, with its place */
export type Report = (what: string) => void;

/** Index of a field's column, or undefined for one that is not wanted. */
export type Wanted = (field: Field) => number | undefined;

/** Gives a chunk's payload, undefined when it is damaged. */
export interface Reader {
  read(chunk: number): Promise<Buffer | undefined>;
}

/** Up to so many series, chunks are read one by one. */
const fewSeries = 4;
const nothing: Rows = { baseNs: 0n, count: 0, offsets: new Float64Array(0), columns: [] };

export class View implements AsyncDisposable {
  /** Oldest first. */
  readonly #segments: readonly Segment[];
  /** Rows that were in memory then: they may become chunks of a segment that is not among these. */
  readonly #runs = new Map<Series, readonly Run[]>();
  readonly #report: Report;
  readonly #readers = new Map<Segment, Reader>();

  /** @param series that the query may ask about */
  constructor(segments: readonly Segment[], series: Iterable<Series>, report: Report) {
    this.#segments = segments.map((segment) => segment.hold());
    let count = 0;
    for (const one of series) {
      count++;
      if (one.runs.length + one.folding.length > 0) this.#runs.set(one, [...one.folding, ...one.runs]);
    }
    this.#report = report;
    for (const segment of segments) {
      this.#readers.set(segment, count > fewSeries ? new BlockReader(segment) : segment);
    }
  }

  /** What holds rows of a series within [fromNs, toNs), in the order it was written. */
  sourcesOf(series: Series, wanted: Wanted, fromNs: bigint, toNs: bigint): Source[] {
    const sources: Source[] = [];
    for (const segment of this.#segments) {
      if (segment.maxNs < fromNs || segment.minNs >= toNs) continue;
      const { series: ids, minNs, maxNs } = segment.places;
      for (let i = segment.firstOf(series.id, fromNs); ids[i] === series.id; i++) {
        const min = minNs[i] ?? 0n;
        const max = maxNs[i] ?? 0n;
        if (min >= toNs) break;
        const reader = this.#readers.get(segment) ?? segment;
        sources.push({ minNs: min, maxNs: max, load: () => loadChunk(segment, reader, i, wanted, this.#report) });
      }
    }
    for (const run of this.#runs.get(series) ?? []) {
      const { minNs, maxNs } = run;
      if (maxNs >= fromNs && minNs < toNs) sources.push(runSource(run, minNs, maxNs, wanted, fromNs, toNs));
    }
    return sources;
  }

  /** Reads every chunk. @returns how many are damaged */
  async verify(signal: AbortSignal): Promise<number> {
    let damaged = 0;
    for (const segment of this.#segments) {
      for (let chunk = 0; chunk < segment.chunks; chunk++) {
        signal.throwIfAborted();
        if (await segment.read(chunk)) continue;
        damaged++;
        this.#report(placeOf(segment, chunk));
      }
    }
    return damaged;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const segment of this.#segments) await segment.release();
  }
}

/** @param report is told when the chunk is damaged: it has no rows then */
export async function loadChunk(
  segment: Segment,
  reader: Reader,
  chunk: number,
  wanted: Wanted,
  report: Report,
): Promise<Rows> {
  const payload = await reader.read(chunk);
  if (payload) return readChunk(payload, wanted);
  report(placeOf(segment, chunk));
  return nothing;
}

function runSource(run: Run, minNs: bigint, maxNs: bigint, wanted: Wanted, fromNs: bigint, toNs: bigint): Source {
  return { minNs, maxNs, load: () => run.rows(wanted, fromNs, toNs) };
}

const placeOf = (segment: Segment, chunk: number): string =>
  `chunk at byte ${segment.places.at[chunk]} of ${segment.name.name}`;
