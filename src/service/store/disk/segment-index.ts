/**
 * The table of contents of a segment, its last records; and how to make it anew from the chunks when it is damaged.
 * A segment ends with a trailer of 12 bytes: where the table starts (float64), and a checksum of that.
 */
import { crc32 } from "node:zlib";
import { ByteReader, ByteWriter } from "../chunk/bytes.ts";
import { readChunkHead } from "../chunk/chunk.ts";
import { type Field, readField, readKey, type SeriesKey, writeField, writeKey } from "../chunk/key.ts";
import { pack, unpack } from "../chunk/packed.ts";
import { type Frames, frameHeadBytes, type Gap } from "./frames.ts";

export const trailerBytes = 12;
/** First byte of a segment's records. */
export const chunkRecord = 1;
const indexRecord = 2;

export interface ChunkPlace {
  readonly minNs: bigint;
  readonly maxNs: bigint;
  /** Where its record starts, and how long it is with its head. */
  readonly at: number;
  readonly length: number;
}

export interface SeriesPlaces {
  readonly key: SeriesKey;
  readonly fields: readonly Field[];
  readonly chunks: readonly ChunkPlace[];
}

/** Series that one record of the table lists: few enough to be written and read at a stretch. */
export const seriesPerRecord = 1024;

/** Writes one record of the table. */
export function writeIndex(to: ByteWriter, frames: Frames, contents: readonly SeriesPlaces[]): void {
  const text = new ByteWriter(64 * 1024);
  const numbers = new ByteWriter(64 * 1024);
  for (const { key, fields, chunks } of contents) {
    writeKey(text, key);
    text.varint(fields.length);
    for (const field of fields) writeField(text, field);
    numbers.varint(chunks.length);
    for (const chunk of chunks) {
      numbers.i64(chunk.minNs);
      numbers.varint(Number(chunk.maxNs - chunk.minNs));
      numbers.varint(chunk.at);
      numbers.varint(chunk.length);
    }
  }
  const start = to.length;
  to.skip(frameHeadBytes);
  to.u8(indexRecord);
  to.varint(contents.length);
  pack(to, text.written(), "text");
  pack(to, numbers.written(), "text");
  frames.seal(to.written(), start, to.length);
}

/** @param at where the table's first record starts */
export function writeTrailer(to: ByteWriter, frames: Frames, at: number): void {
  const trailer = to.length;
  to.f64(at);
  to.u32(crc32(to.written(trailer), crc32(frames.marker)));
}

/** @returns where the index's record starts, undefined when the trailer is damaged */
export function readTrailer(frames: Frames, trailer: Buffer): number | undefined {
  const sound = crc32(trailer.subarray(0, 8), crc32(frames.marker)) === trailer.readUInt32LE(8);
  return sound ? trailer.readDoubleLE(0) : undefined;
}

/** @returns all that the table's records list, undefined when one of them is damaged */
export function readIndex(frames: Frames, bytes: Buffer): readonly SeriesPlaces[] | undefined {
  const contents: SeriesPlaces[] = [];
  for (const record of frames.scan(bytes)) {
    if (!("payload" in record) || record.payload[0] !== indexRecord) return undefined;
    readIndexRecord(new ByteReader(record.payload.subarray(1)), contents);
  }
  return contents.length === 0 ? undefined : contents;
}

function readIndexRecord(from: ByteReader, contents: SeriesPlaces[]): void {
  const series = from.varint();
  const text = new ByteReader(unpack(from));
  const numbers = new ByteReader(unpack(from));
  for (let i = 0; i < series; i++) {
    const key = readKey(text);
    const fields = Array.from({ length: text.varint() }, () => readField(text));
    const chunks = Array.from({ length: numbers.varint() }, () => {
      const minNs = numbers.i64();
      return { minNs, maxNs: minNs + BigInt(numbers.varint()), at: numbers.varint(), length: numbers.varint() };
    });
    contents.push({ key, fields, chunks });
  }
}

/** Looks at every record of a segment. @param lost is told of what cannot be read */
export function salvage(frames: Frames, bytes: Buffer, lost: (gap: Gap) => void): readonly SeriesPlaces[] {
  const found = new Map<string, { key: SeriesKey; fields: Map<string, Field>; chunks: ChunkPlace[] }>();
  for (const record of frames.scan(bytes)) {
    if (!("payload" in record)) {
      lost(record);
      continue;
    }
    if (record.payload[0] !== chunkRecord) continue;
    const { database, measurement, tags, fields, minNs, maxNs } = readChunkHead(record.payload.subarray(1));
    const key = { database, measurement, tags };
    const id = JSON.stringify(key);
    const series = found.get(id) ?? { key, fields: new Map<string, Field>(), chunks: [] as ChunkPlace[] };
    found.set(id, series);
    for (const field of fields) series.fields.set(field.name, field);
    series.chunks.push({ minNs, maxNs, at: record.at, length: record.payload.length + frameHeadBytes });
  }
  return [...found.values()].map(({ key, fields, chunks }) => ({ key, fields: [...fields.values()], chunks }));
}
