/**
 * A segment: an immutable file of chunks, and where each stands.
 * Invariants: places are sorted by series, then by time; chunks of one series do not overlap in one segment; the file stays open, also when it was removed, until the last reader is done.
 */
import { read } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { readExactly } from "./file.ts";
import type { SegmentName } from "./file-name.ts";
import { Frames, type Gap } from "./frames.ts";
import { chunkRecord, readIndex, readTrailer, type SeriesPlaces, salvage, trailerBytes } from "./segment-index.ts";
import type { NumberedPlaces } from "./segment-writer.ts";

/** Places of chunks, a column a property: a hundred thousand of them take 3 MB. */
interface Places {
  readonly series: Uint32Array;
  readonly minNs: BigInt64Array;
  readonly maxNs: BigInt64Array;
  readonly at: Float64Array;
  readonly length: Uint32Array;
}

export class Segment {
  readonly name: SegmentName;
  readonly sizeBytes: number;
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly places: Places;
  readonly #file: FileHandle;
  readonly #frames: Frames;
  #readers = 1;

  private constructor(name: SegmentName, file: FileHandle, sizeBytes: number, places: Places) {
    this.name = name;
    this.#file = file;
    this.#frames = new Frames(name.marker);
    this.sizeBytes = sizeBytes;
    this.places = places;
    this.minNs = places.minNs.reduce((least, ns) => (ns < least ? ns : least), places.minNs[0] ?? 0n);
    this.maxNs = places.maxNs.reduce((most, ns) => (ns > most ? ns : most), places.maxNs[0] ?? 0n);
  }

  /**
   * @param idOf number of a series, which is made known by this
   * @param lost is told of what is damaged: then everything else was found by looking at each record
   */
  static open(
    dir: string,
    name: SegmentName,
    idOf: (series: SeriesPlaces) => number,
    lost: (gap: Gap) => void,
  ): Promise<Segment> {
    return Segment.#from(dir, name, async (file, size) => {
      const contents = await readContents(file, size, new Frames(name.marker), lost);
      return contents.map((series) => ({ ...series, id: idOf(series) }));
    });
  }

  /** A segment that was just written. */
  static fresh(dir: string, name: SegmentName, contents: readonly NumberedPlaces[]): Promise<Segment> {
    return Segment.#from(dir, name, async () => contents);
  }

  static async #from(
    dir: string,
    name: SegmentName,
    contents: (file: FileHandle, size: number) => Promise<readonly NumberedPlaces[]>,
  ): Promise<Segment> {
    const file = await open(join(dir, name.name), "r");
    try {
      const { size } = await file.stat();
      return new Segment(name, file, size, inOrder(await contents(file, size)));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get chunks(): number {
    return this.places.series.length;
  }

  /** Index of the first chunk of a series that has rows at `fromNs` or later; or where it would be. */
  firstOf(series: number, fromNs: bigint): number {
    const { series: ids, maxNs } = this.places;
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const id = ids[middle] ?? 0;
      if (id < series || (id === series && (maxNs[middle] ?? 0n) < fromNs)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Bytes of the chunks all of whose rows are older. */
  bytesBefore(cutoffNs: bigint): number {
    return this.places.length.reduce(
      (sum, bytes, chunk) => ((this.places.maxNs[chunk] ?? 0n) < cutoffNs ? sum + bytes : sum),
      0,
    );
  }

  /**
   * A chunk's payload, without the first byte.
   * @param into memory to be used for it, if it is large enough
   * @returns undefined when it is damaged
   */
  async read(chunk: number, into?: Buffer): Promise<Buffer | undefined> {
    const length = this.places.length[chunk] ?? 0;
    return this.payloadIn(await this.readBytes(this.places.at[chunk] ?? 0, length, into), 0);
  }

  /** Fewer bytes than asked for mean that the file ends there: it was cut, and a checksum will say so. */
  readBytes(at: number, length: number, into?: Buffer): Promise<Buffer> {
    const bytes = into && into.length >= length ? into : Buffer.allocUnsafeSlow(length);
    return new Promise((resolve, reject) => {
      read(this.#file.fd, bytes, 0, length, at, (error, got) => {
        if (error) reject(error);
        else resolve(bytes.subarray(0, got));
      });
    });
  }

  /** @param at where the chunk's record starts in the bytes. @returns undefined when it is damaged */
  payloadIn(bytes: Buffer, at: number): Buffer | undefined {
    const payload = this.#frames.payloadAt(bytes, at);
    return payload?.[0] === chunkRecord ? payload.subarray(1) : undefined;
  }

  hold(): this {
    this.#readers++;
    return this;
  }

  /** Closes the file with the last reader; the store itself is one. */
  async release(): Promise<void> {
    if (--this.#readers === 0) await this.#file.close();
  }
}

async function readContents(
  file: FileHandle,
  size: number,
  frames: Frames,
  lost: (gap: Gap) => void,
): Promise<readonly SeriesPlaces[]> {
  const trailer = await readExactly(file, Math.max(0, size - trailerBytes), trailerBytes);
  const at = trailer && readTrailer(frames, trailer);
  const table = at !== undefined && (await readExactly(file, at, size - trailerBytes - at));
  const contents = table && readIndex(frames, table);
  if (contents) return contents;
  const bytes = await readExactly(file, 0, Math.max(0, size - trailerBytes));
  return bytes ? salvage(frames, bytes, lost) : [];
}

function inOrder(contents: readonly NumberedPlaces[]): Places {
  const byId = contents.toSorted((a, b) => a.id - b.id);
  const count = contents.reduce((sum, { chunks }) => sum + chunks.length, 0);
  const places: Places = {
    series: new Uint32Array(count),
    minNs: new BigInt64Array(count),
    maxNs: new BigInt64Array(count),
    at: new Float64Array(count),
    length: new Uint32Array(count),
  };
  let next = 0;
  for (const { id, chunks } of byId) {
    for (const chunk of chunks.toSorted((a, b) => (a.minNs < b.minNs ? -1 : a.minNs > b.minNs ? 1 : 0))) {
      places.series[next] = id;
      places.minNs[next] = chunk.minNs;
      places.maxNs[next] = chunk.maxNs;
      places.at[next] = chunk.at;
      places.length[next++] = chunk.length;
    }
  }
  return places;
}
