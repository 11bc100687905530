/** Timestamps of line protocol: a decimal integer in the precision that the writer chose. */
import { type Cursor, endsLine, space } from "./cursor.ts";

export type Precision = "ns" | "us" | "ms" | "s" | "m" | "h";

const nsPer: Readonly<Record<Precision, bigint>> = {
  ns: 1n,
  us: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** InfluxDB's range: the two lowest and the highest value of a 64-bit integer mean something else to it. */
export const minTimeNs = -9_223_372_036_854_775_806n;
export const maxTimeNs = 9_223_372_036_854_775_806n;

/** @returns whether an instant in nanoseconds can be written to InfluxDB */
export function isTimeNs(timeNs: bigint): boolean {
  return timeNs >= minTimeNs && timeNs <= maxTimeNs;
}

/** Stops behind the digits. */
export function readTime(cursor: Cursor, precision: Precision): bigint | undefined {
  const { text, at: start } = cursor;
  let at = text.charCodeAt(start) === 45 ? start + 1 : start;
  const digits = at;
  let head = 0;
  let tail = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) break;
    if (at - digits < 10) head = head * 10 + code - 48;
    else tail = tail * 10 + code - 48;
  }
  if (at === digits || !(text.charCodeAt(at) === space || endsLine(text, at))) {
    return cursor.fail("a timestamp is a whole number", start);
  }
  cursor.at = at;
  // Nanoseconds of our days have 19 digits: two doubles hold them exactly, and make a bigint faster than its text does.
  const value =
    at - digits === 19 && digits === start
      ? BigInt(head) * 1_000_000_000n + BigInt(tail)
      : BigInt(text.slice(start, at));
  const timeNs = precision === "ns" ? value : value * nsPer[precision];
  return isTimeNs(timeNs) ? timeNs : cursor.fail("a timestamp out of range", start);
}

/** What influxd makes of its own clock for a point without a timestamp: cut down to the writer's precision. */
export function truncate(timeNs: bigint, precision: Precision): bigint {
  return precision === "ns" ? timeNs : timeNs - (timeNs % nsPer[precision]);
}
