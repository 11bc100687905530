/** Writes series anew as full chunks: from rows in memory, or from chunks that are small, overlap or have expired in part. */
import type { ByteWriter } from "../chunk/bytes.ts";
import { ChunkCodec, chunkRows, readChunkHead } from "../chunk/chunk.ts";
import { mergeRows } from "../chunk/merge-rows.ts";
import { type Rows, rowsBetween, sliceRows, spanLimitNs, timeAt } from "../chunk/rows.ts";
import type { SegmentName } from "../disk/file-name.ts";
import { Segment } from "../disk/segment.ts";
import { SegmentWriter } from "../disk/segment-writer.ts";
import type { Shelf } from "../disk/shelf.ts";
import type { Series } from "../live/series.ts";
import { type Source, windowsOf } from "../query/sweep.ts";
import { Breather } from "./breather.ts";

/** A source that can also give its chunk as it stands on disk. */
export interface StoredSource extends Source {
  payload?(): Promise<Buffer | undefined>;
}

/** Rows of a chunk that need not be filled up. */
const fullEnough = chunkRows / 2;
const allTime = 2n ** 63n;

/** @returns the new segment, durable and open but not yet shown; undefined when nothing was written to it */
export async function rewriteSegment(
  shelf: Shelf,
  name: SegmentName,
  signal: AbortSignal,
  fill: (rewriter: Rewriter) => Promise<void>,
): Promise<Segment | undefined> {
  await using writer = await SegmentWriter.create(shelf.dir, name);
  const breather = new Breather();
  await fill(new Rewriter(writer, breather, signal));
  const contents = await writer.finish(() => breather.breathe(signal));
  return contents.length === 0 ? undefined : Segment.fresh(shelf.dir, name, contents);
}

export class Rewriter {
  readonly #writer: SegmentWriter;
  readonly #breather: Breather;
  readonly #signal: AbortSignal;
  readonly #codec = new ChunkCodec();
  #parts: Rows[] = [];
  #count = 0;

  constructor(writer: SegmentWriter, breather: Breather, signal: AbortSignal) {
    this.#writer = writer;
    this.#breather = breather;
    this.#signal = signal;
  }

  /** @param sources of the series, older ones first; rows before `fromNs` are left out */
  async write(series: Series, sources: readonly StoredSource[], fromNs = -allTime): Promise<void> {
    this.#writer.startSeries(series.id, series.key, series.measurement.fields);
    const loaded = new Map<StoredSource, Rows>();
    for (const window of windowsOf(sources, fromNs, allTime)) {
      const [only] = window.sources as readonly StoredSource[];
      if (only && window.sources.length === 1 && (await this.#copy(series, only, window.fromNs, window.toNs))) continue;
      const parts: Rows[] = [];
      for (const source of window.sources) {
        const rows = loaded.get(source) ?? (await source.load());
        if (source.maxNs < window.toNs) loaded.delete(source);
        else loaded.set(source, rows);
        const part = sliceRows(rows, window.fromNs, window.toNs);
        if (part.count > 0) parts.push(part);
      }
      if (parts.length > 0) await this.#add(series, mergeRows(parts));
    }
    await this.#flush(series);
  }

  /**
   * A chunk that is full enough and that nothing else touches is copied as it is. Rows that wait go first; few of them take the chunk
   * along, so that the two become chunks that can be copied the next time.
   */
  async #copy(series: Series, source: StoredSource, fromNs: bigint, toNs: bigint): Promise<boolean> {
    if (!source.payload || source.minNs !== fromNs || source.maxNs + 1n !== toNs) return false;
    if (this.#count > 0 && this.#count < fullEnough) return false;
    const payload = await source.payload();
    if (!payload || readChunkHead(payload).rows < fullEnough) return false;
    await this.#flush(series);
    await this.#writer.add(source.minNs, source.maxNs, (to) => to.raw(payload));
    await this.#breather.breathe(this.#signal);
    return true;
  }

  async #add(series: Series, rows: Rows): Promise<void> {
    const first = this.#parts[0];
    if (first && Number(timeAt(rows, rows.count - 1) - timeAt(first, 0)) > spanLimitNs) await this.#flush(series);
    this.#parts.push(rows);
    this.#count += rows.count;
    if (this.#count < 2 * chunkRows) return;
    const all = mergeRows(this.#parts);
    let from = 0;
    for (; all.count - from >= 2 * chunkRows; from += chunkRows) {
      await this.#chunk(series, rowsBetween(all, from, from + chunkRows));
    }
    this.#parts = [rowsBetween(all, from, all.count)];
    this.#count = all.count - from;
  }

  async #flush(series: Series): Promise<void> {
    if (this.#count === 0) return;
    const all = mergeRows(this.#parts);
    const half = all.count > chunkRows ? Math.ceil(all.count / 2) : all.count;
    this.#parts = [];
    this.#count = 0;
    await this.#chunk(series, rowsBetween(all, 0, half));
    if (half < all.count) await this.#chunk(series, rowsBetween(all, half, all.count));
  }

  async #chunk({ key, measurement }: Series, rows: Rows): Promise<void> {
    const write = (to: ByteWriter) => this.#codec.write(to, key, measurement.fields, rows);
    await this.#writer.add(timeAt(rows, 0), timeAt(rows, rows.count - 1), write);
    await this.#breather.breathe(this.#signal);
  }
}
