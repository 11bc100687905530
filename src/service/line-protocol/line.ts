/** One line: `measurement[,tag=value…] field=value[,field=value…] [timestamp]`. */
import type { Point } from "../point.ts";
import { type Cursor, comma, endsLine, skipBlanks, space } from "./cursor.ts";
import { readFieldValue } from "./field-value.ts";
import { type Field, lastOfEach } from "./fields.ts";
import { readFieldKey, readMeasurement, readTagKey, readTagValue } from "./names.ts";
import { type Precision, readTime, truncate } from "./time.ts";

type Tag = readonly [key: string, value: string];

export interface LineOptions {
  /** Time of points without one, in nanoseconds, cut down to `precision` as influxd does; a function is asked once per such point. */
  readonly nowNs: bigint | (() => bigint);
  /** What the writer's timestamps count. */
  readonly precision: Precision;
}

/** Bytes of measurement, tags and one field key as they are written, and 4 of influxd's own (MaxKeyLength of InfluxDB 1.x). */
const keyLimitBytes = 65_535 - 4;
const noTags: readonly Tag[] = [];

/** Stops at the end of the line, before its line feed. */
export function readPoint(cursor: Cursor, options: LineOptions): Point | undefined {
  const { text, at: start } = cursor;
  const measurement = readMeasurement(cursor);
  if (measurement === undefined) return undefined;
  const tags = text.charCodeAt(cursor.at) === comma ? readTags(cursor) : noTags;
  if (tags === undefined) return undefined;
  const head = cursor.at - start;
  cursor.at = skipBlanks(text, cursor.at);
  const fields = readFields(cursor);
  if (fields === undefined) return undefined;
  // A UTF-16 unit is three bytes at the most, so that short heads, all but all of them, need no counting.
  if (head * 3 > keyLimitBytes / 2 && longestKey(text.slice(start, start + head), fields) > keyLimitBytes) {
    return cursor.fail("measurement, tags and field key are too long", start);
  }
  cursor.at = skipBlanks(text, cursor.at);
  const timeNs = endsLine(text, cursor.at) ? now(options) : readTime(cursor, options.precision);
  if (timeNs === undefined) return undefined;
  while (text.charCodeAt(cursor.at) === space) cursor.at++;
  if (!endsLine(text, cursor.at)) return cursor.fail("text behind the timestamp", cursor.at);
  return { measurement, tags, fields, timeNs };
}

function readTags(cursor: Cursor): readonly Tag[] | undefined {
  const { text } = cursor;
  const tags: Tag[] = [];
  let sorted = true;
  let before = "";
  do {
    const start = ++cursor.at;
    const key = readTagKey(cursor);
    if (key === undefined) return undefined;
    if (key === "time") return cursor.fail("a tag cannot be named time", start);
    const value = readTagValue(cursor);
    if (value === undefined) return undefined;
    if (key <= before) sorted = false;
    before = key;
    tags.push([key, value]);
  } while (text.charCodeAt(cursor.at) === comma);
  if (sorted) return tags;
  tags.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0));
  const twice = tags.some((tag, i) => tag[0] === tags[i + 1]?.[0]);
  return twice ? cursor.fail("a tag stands twice", cursor.at) : tags;
}

/** The last of several fields of one name counts. A field named `time` is dropped, as influxd does, and is not enough alone. */
function readFields(cursor: Cursor): readonly Field[] | undefined {
  const { text, at: start } = cursor;
  const fields: Field[] = [];
  cursor.at--;
  do {
    cursor.at++;
    const key = readFieldKey(cursor);
    if (key === undefined) return undefined;
    const value = readFieldValue(cursor);
    if (value === undefined) return undefined;
    if (key !== "time") fields.push([key, value]);
  } while (text.charCodeAt(cursor.at) === comma);
  if (text.charCodeAt(cursor.at) !== space && !endsLine(text, cursor.at)) {
    return cursor.fail("text behind a field value", cursor.at);
  }
  if (fields.length === 0) return cursor.fail("no field but time", start);
  return lastOfEach(fields);
}

function longestKey(head: string, fields: readonly Field[]): number {
  return Buffer.byteLength(head) + fields.reduce((most, [key]) => Math.max(most, Buffer.byteLength(key)), 0);
}

function now({ nowNs, precision }: LineOptions): bigint {
  return truncate(typeof nowNs === "bigint" ? nowNs : nowNs(), precision);
}
