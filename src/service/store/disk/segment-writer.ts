/** Writes a segment: chunks series by series, then the table of contents. It has its name only when all of it is durable. */
import { type FileHandle, unlink } from "node:fs/promises";
import { join } from "node:path";
import { ByteWriter } from "../chunk/bytes.ts";
import type { Field, SeriesKey } from "../chunk/key.ts";
import { createFile, publish, writeAll } from "./file.ts";
import { type SegmentName, unfinished } from "./file-name.ts";
import { Frames, frameHeadBytes } from "./frames.ts";
import {
  type ChunkPlace,
  chunkRecord,
  type SeriesPlaces,
  seriesPerRecord,
  writeIndex,
  writeTrailer,
} from "./segment-index.ts";

const flushBytes = 256 * 1024;

export interface NumberedPlaces extends SeriesPlaces {
  /** Number of the series in the catalogue. */
  readonly id: number;
}

export class SegmentWriter implements AsyncDisposable {
  readonly name: SegmentName;
  readonly #dir: string;
  readonly #file: FileHandle;
  readonly #frames: Frames;
  readonly #pending = new ByteWriter(flushBytes * 2);
  readonly #contents: (NumberedPlaces & { readonly chunks: ChunkPlace[] })[] = [];
  #written = 0;
  #published = false;

  private constructor(dir: string, name: SegmentName, file: FileHandle) {
    this.#dir = dir;
    this.name = name;
    this.#file = file;
    this.#frames = new Frames(name.marker);
  }

  static async create(dir: string, name: SegmentName): Promise<SegmentWriter> {
    return new SegmentWriter(dir, name, await createFile(join(dir, name.name + unfinished)));
  }

  /**
   * Chunks that follow are of this series.
   * @param id its number in the catalogue
   * @param fields that its chunks may have
   */
  startSeries(id: number, key: SeriesKey, fields: readonly Field[]): void {
    this.#contents.push({ id, key, fields, chunks: [] });
  }

  /** @param write writes a chunk's payload */
  async add(minNs: bigint, maxNs: bigint, write: (to: ByteWriter) => void): Promise<void> {
    const to = this.#pending;
    const start = to.length;
    to.skip(frameHeadBytes);
    to.u8(chunkRecord);
    write(to);
    this.#frames.seal(to.written(), start, to.length);
    const place = { minNs, maxNs, at: this.#written + start, length: to.length - start };
    this.#contents.at(-1)?.chunks.push(place);
    if (to.length >= flushBytes) await this.#flush();
  }

  /**
   * Makes it durable under its name; nothing is left of an empty one.
   * @param breathe lets others have their turn
   */
  async finish(breathe: () => Promise<void>): Promise<readonly NumberedPlaces[]> {
    const contents = this.#contents.filter(({ chunks }) => chunks.length > 0);
    if (contents.length === 0) return contents;
    const at = this.#written + this.#pending.length;
    for (let from = 0; from < contents.length; from += seriesPerRecord) {
      writeIndex(this.#pending, this.#frames, contents.slice(from, from + seriesPerRecord));
      if (this.#pending.length >= flushBytes) await this.#flush();
      await breathe();
    }
    writeTrailer(this.#pending, this.#frames, at);
    await this.#flush();
    await this.#file.datasync();
    await publish(this.#dir, this.name.name);
    this.#published = true;
    return contents;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
    if (this.#published) return;
    for (const name of [this.name.name + unfinished, this.name.name]) {
      await unlink(join(this.#dir, name)).catch(() => undefined);
    }
  }

  async #flush(): Promise<void> {
    await writeAll(this.#file, this.#pending.written(), this.#written);
    this.#written += this.#pending.length;
    this.#pending.clear(0, flushBytes * 2);
  }
}
