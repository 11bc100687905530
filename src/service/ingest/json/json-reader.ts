/**
 * Telegraf's `data_format = "json"`.
 * Not as Telegraf: points of one message that carry no time get times of their own, a nanosecond apart, where Telegraf would give all the
 * same and InfluxDB keep the last; fields named `time` are left out and tags named `time` refused here, where InfluxDB does it; the whole
 * document must be JSON even when `json_query` reads a part of it; a message that yields nothing counts as malformed.
 * @see Telegraf, plugins/parsers/json
 */

import { Fault } from "../../../model/fault.ts";
import type { JsonFormat } from "../../../model/launch.ts";
import type { Point } from "../../point.ts";
import type { Arrival } from "../arrival.ts";
import { type Malformed, malformed, type Reader } from "../reader.ts";
import type { Series, Tags } from "../series.ts";
import { readDocument } from "./document.ts";
import { type FlattenOptions, flatten } from "./flatten.ts";
import { keyFilter } from "./key-filter.ts";
import { readQuery } from "./query.ts";
import { readTimestamp, type Timestamp } from "./timestamp.ts";

export interface JsonSurroundings {
  readonly arrival: Arrival;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly depth: number;
  readonly nameChars: number;
}

/** Name of points that nothing else names: Telegraf's parsers take the plugin's. */
const defaultName = "mqtt_consumer";

/** InfluxDB 1.x keeps measurement and tags below 64 KiB together. */
const headLimitChars = 65_535;

/**
 * @returns what makes a reader for each series
 * @throws Fault "bad-input" for a `json_query` that is not supported, and for a `json_time_key` without `json_time_format`
 */
export function jsonReader(format: JsonFormat, around: JsonSurroundings): (series: Series) => Reader {
  const query = format.query ? readQuery(format.query) : undefined;
  const toPoint = pointMaker(format, around);
  return (series) => (text, points) => {
    const document = readDocument(text);
    if ("reason" in document) return document;
    const value = query ? query(document.value) : document.value;
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return add(toPoint(value, series), points);
    if (Array.isArray(value)) return addAll(value, (item) => toPoint(item, series), format.strict, points);
    return value === undefined || value === null ? malformed.noField : malformed.wrongType;
  };
}

function add(read: Point | Malformed, points: Point[]): Malformed | undefined {
  if ("reason" in read) return read;
  points.push(read);
  return undefined;
}

/** What is no object fails the whole array; so does an object that is wrong, if `strict`. One without a field is passed over. */
function addAll(
  items: readonly unknown[],
  toPoint: (item: object) => Point | Malformed,
  strict: boolean,
  points: Point[],
): Malformed | undefined {
  const found: Point[] = [];
  let wrong: Malformed | undefined;
  for (const item of items) {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return malformed.wrongType;
    const read = toPoint(item);
    if (!("reason" in read)) found.push(read);
    else if (read === malformed.noField) continue;
    else if (strict || read === malformed.number) return read;
    else wrong = read;
  }
  for (const point of found) points.push(point);
  return wrong ?? (found.length === 0 ? malformed.noField : undefined);
}

function pointMaker(format: JsonFormat, around: JsonSurroundings): (item: object, series: Series) => Point | Malformed {
  const { timeKey, nameKey } = format;
  const timestamp = timestampOf(format);
  const options: FlattenOptions = {
    tagKeys: keyFilter(format.tagKeys),
    stringFields: keyFilter(format.stringFields),
    nameKey: nameKey || undefined,
    timeKey: timeKey || undefined,
    depth: around.depth,
    nameChars: around.nameChars,
  };
  return (item, series) => {
    const flat = flatten(item, options);
    if ("reason" in flat) return flat;
    const measurement = series.nameOverride ?? flat.name ?? defaultName;
    const written = timestamp?.(flat.time, around.now());
    if (timestamp && written === undefined) return malformed.badTime;
    if (flat.fields.length === 0) return malformed.noField;
    if (measurement === "") return malformed.noName;
    if (flat.tags.some(([key]) => key === "time")) return malformed.reservedTag;
    if (headChars(measurement, flat.tags) > headLimitChars) return malformed.tooLarge;
    return {
      measurement,
      tags: series.tagsWith(flat.tags),
      fields: flat.fields,
      timeNs: written ?? around.arrival.nextNs(),
    };
  };
}

function headChars(measurement: string, tags: Tags): number {
  return tags.reduce((chars, [key, value]) => chars + key.length + value.length, measurement.length);
}

function timestampOf({ timeKey, timeFormat }: JsonFormat): Timestamp | undefined {
  if (!timeKey) return undefined;
  if (timeFormat) return readTimestamp(timeFormat);
  throw new Fault(
    "bad-input",
    "json_time_key needs json_time_format",
    'Add json_time_format, for example "unix" or "2006-01-02T15:04:05Z07:00", to the input in telegraf.conf.',
  );
}
