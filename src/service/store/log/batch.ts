/**
 * Points on their way to the log: encoded as they come, written with one call, put into memory once they are durable.
 * Record: a sequence of items. 0, a series key and its fields name the next number, from 1; a number, a time and values are a row.
 * Invariant: each record names the series that it uses, so that no other record matters to it.
 */
import type { FieldValue, Point } from "../../point.ts";
import { ByteReader, ByteWriter, damaged } from "../chunk/bytes.ts";
import { type Field, readField, readKey, type SeriesKey, writeField, writeKey } from "../chunk/key.ts";
import { type Frames, frameHeadBytes } from "../disk/frames.ts";
import type { Catalogue } from "../live/catalogue.ts";
import type { Memory } from "../live/memory.ts";
import type { RecordMark, Series } from "../live/series.ts";

/** A record is closed at this size: what a flipped byte can cost. */
const recordBytes = 64 * 1024;
/** Memory that an empty batch keeps. */
const keptBytes = 1024 * 1024;

export class Batch {
  readonly #writer = new ByteWriter(keptBytes / 4);
  readonly #series: Series[] = [];
  readonly #points: Point[] = [];
  /** Where records start. */
  readonly #starts: number[] = [];
  #record: RecordMark | undefined;

  get points(): number {
    return this.#points.length;
  }

  get bytes(): number {
    return this.#writer.length;
  }

  /** @param slots places of the point's fields in `series.fields` */
  add(series: Series, point: Point, slots: ArrayLike<number>): void {
    const { length } = this.#writer;
    const records = this.#starts.length;
    try {
      this.#encode(series, point, slots);
    } catch (error) {
      // Half a row would make nonsense of those that follow: it goes, and a new record starts.
      this.#writer.clear(length);
      this.#starts.length = records;
      this.#record = undefined;
      throw error;
    }
    series.pending++;
    this.#series.push(series);
    this.#points.push(point);
    if (this.#writer.length - (this.#starts[this.#starts.length - 1] ?? 0) >= recordBytes) this.#record = undefined;
  }

  /** The bytes to be written to the log whose records `frames` makes: a view, valid until the batch is settled or discarded. */
  sealed(frames: Frames): Buffer {
    const bytes = this.#writer.written();
    for (const [i, start] of this.#starts.entries()) frames.seal(bytes, start, this.#starts[i + 1] ?? bytes.length);
    return bytes;
  }

  /** The points are durable: puts them into their series' memory, and is empty then. */
  settle(memory: Memory): void {
    for (let i = 0; i < this.#points.length; i++) {
      const series = this.#series[i];
      const point = this.#points[i];
      if (!series || !point) continue;
      if (series.runs.length === 0) memory.touched.add(series);
      memory.bytes += series.add(point);
      series.pending--;
    }
    this.#clear();
  }

  /** The points could not be written: forgets them, and the series that were made known for them alone. */
  discard(catalogue: Catalogue): void {
    for (const series of this.#series) series.pending--;
    for (const series of this.#series) if (series.empty) catalogue.remove(series);
    this.#clear();
  }

  #clear(): void {
    this.#writer.clear(0, keptBytes);
    this.#series.length = 0;
    this.#points.length = 0;
    this.#starts.length = 0;
    this.#record = undefined;
  }

  #encode(series: Series, { fields, timeNs }: Point, slots: ArrayLike<number>): void {
    const writer = this.#writer;
    const record = this.#record ?? this.#begin();
    if (series.namedIn !== record || series.namedShape !== series.shape) this.#name(series, record);
    writer.varint(series.number);
    writer.i64(timeNs);
    writer.varint(fields.length);
    for (let i = 0; i < fields.length; i++) {
      const value = fields[i]?.[1];
      if (value === undefined) throw new TypeError("a field without a value");
      writer.varint(slots[i] ?? 0);
      if (typeof value === "number") writer.f64(value);
      else if (typeof value === "bigint") writer.i64(value);
      else if (typeof value === "boolean") writer.u8(value ? 1 : 0);
      else writer.text(value);
    }
  }

  #begin(): RecordMark {
    const record = { series: 0 };
    this.#starts.push(this.#writer.length);
    this.#writer.skip(frameHeadBytes);
    this.#record = record;
    return record;
  }

  #name(series: Series, record: RecordMark): void {
    this.#writer.varint(0);
    writeKey(this.#writer, series.key);
    this.#writer.varint(series.fields.length);
    for (const field of series.fields) writeField(this.#writer, field);
    series.namedIn = record;
    series.number = ++record.series;
    series.namedShape = series.shape;
  }
}

/** A row as the log has it. */
export interface LoggedRow {
  readonly key: SeriesKey;
  readonly fields: readonly (readonly [field: Field, value: FieldValue])[];
  readonly timeNs: bigint;
}

/** @throws Fault "store-damaged" when the payload is not a record, which its checksum should have told */
export function* readRecord(payload: Buffer): Generator<LoggedRow> {
  const from = new ByteReader(payload);
  const named: { key: SeriesKey; fields: readonly Field[] }[] = [];
  while (!from.done) {
    const number = from.varint();
    if (number === 0) {
      const key = readKey(from);
      named.push({ key, fields: Array.from({ length: from.varint() }, () => readField(from)) });
      continue;
    }
    const series = named[number - 1];
    if (!series) throw damaged("a record of the log uses a series that it does not name");
    const timeNs = from.i64();
    const fields = Array.from({ length: from.varint() }, () => readValue(from, series.fields));
    yield { key: series.key, fields, timeNs };
  }
}

function readValue(from: ByteReader, fields: readonly Field[]): readonly [Field, FieldValue] {
  const field = fields[from.varint()];
  switch (field?.kind) {
    case "float":
      return [field, from.f64()];
    case "integer":
      return [field, from.i64()];
    case "boolean":
      return [field, from.u8() === 1];
    case "string":
      return [field, from.text()];
    case undefined:
      throw damaged("a record of the log uses a field that it does not name");
  }
}
