/**
 * A chunk: up to `chunkRows` rows of one series with all that is needed to read them, so that no other byte of the store matters to it.
 * Layout: series key, base time, span, number of rows, then a directory of fields, then the columns, each readable alone.
 */
import { ByteReader, ByteWriter, damaged } from "./bytes.ts";
import { readColumn, writeColumn } from "./column.ts";
import { type Field, readField, readKey, type SeriesKey, writeField, writeKey } from "./key.ts";
import type { Column, Rows } from "./rows.ts";
import { Scratch } from "./scratch.ts";
import { readTimes, writeTimes } from "./times.ts";

/** Rows of a full chunk: large enough to compress well, small enough that a window of minutes reads little beside it. */
export const chunkRows = 4096;

export interface ChunkHead extends SeriesKey {
  readonly minNs: bigint;
  readonly maxNs: bigint;
  readonly rows: number;
  readonly fields: readonly Field[];
}

interface Directory extends ChunkHead {
  /** Bytes of the times, then of each field's column. */
  readonly lengths: readonly number[];
}

export class ChunkCodec {
  readonly #body = new ByteWriter(64 * 1024);
  readonly #scratch = new Scratch(chunkRows);

  /** @param fields of the measurement: `rows.columns` stand at their index */
  write(to: ByteWriter, key: SeriesKey, fields: readonly Field[], rows: Rows): void {
    const body = this.#body;
    const last = rows.offsets[rows.count - 1] ?? 0;
    const first = rows.offsets[0] ?? 0;
    body.clear();
    writeTimes(body, this.#scratch, rows);
    const lengths = [body.length];
    const kept: Field[] = [];
    for (const [index, field] of fields.entries()) {
      const column = rows.columns[index];
      if (!column) continue;
      const from = body.length;
      writeColumn(body, this.#scratch, column, rows.count);
      kept.push(field);
      lengths.push(body.length - from);
    }
    writeKey(to, key);
    to.i64(rows.baseNs + BigInt(first));
    to.varint(last - first);
    to.varint(rows.count);
    to.varint(kept.length);
    for (const field of kept) writeField(to, field);
    for (const length of lengths) to.varint(length);
    to.raw(body.written());
  }
}

export function readChunkHead(payload: Buffer): ChunkHead {
  return readDirectory(new ByteReader(payload));
}

/** @param wanted index of a field in the measurement by its name, or undefined for a column that need not be read */
export function readChunk(payload: Buffer, wanted: (field: Field) => number | undefined): Rows {
  const reader = new ByteReader(payload);
  const head = readDirectory(reader);
  const offsets = readTimes(new ByteReader(reader.raw(head.lengths[0] ?? 0)), head.rows);
  const columns: (Column | undefined)[] = [];
  for (const [i, field] of head.fields.entries()) {
    const bytes = reader.raw(head.lengths[i + 1] ?? 0);
    const index = wanted(field);
    if (index !== undefined) columns[index] = readColumn(new ByteReader(bytes), head.rows);
  }
  return { baseNs: head.minNs, count: head.rows, offsets, columns };
}

function readDirectory(from: ByteReader): Directory {
  const key = readKey(from);
  const minNs = from.i64();
  const maxNs = minNs + BigInt(from.varint());
  const rows = from.varint();
  if (rows === 0 || rows > chunkRows) throw damaged(`a chunk of ${rows} rows`);
  const fields = Array.from({ length: from.varint() }, () => readField(from));
  const lengths = Array.from({ length: fields.length + 1 }, () => from.varint());
  return { ...key, minNs, maxNs, rows, fields, lengths };
}
