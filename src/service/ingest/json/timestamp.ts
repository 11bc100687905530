import { isTimeNs } from "../../line-protocol/time.ts";
import { goTime } from "./go-time.ts";

/**
 * Reads the value under `json_time_key`.
 * @returns nanoseconds since the epoch; undefined when it is not written as `json_time_format` says, or lies outside InfluxDB's range
 */
export type Timestamp = (value: unknown, nowMs: number) => bigint | undefined;

const nsPerUnit: ReadonlyMap<string, bigint> = new Map([
  ["unix", 1_000_000_000n],
  ["unix_ms", 1_000_000n],
  ["unix_us", 1_000n],
  ["unix_ns", 1n],
]);

/**
 * @param format `unix`, `unix_ms`, `unix_us`, `unix_ns`, a Go reference layout, or the name of one of Go's own layouts
 * @throws Fault "bad-input" for a layout that has nothing of the reference time in it
 * @see Telegraf, plugins/parsers/json, "json_time_key, json_time_format"; a unix time may be a number or a string, with a fraction
 * behind `.` or `,`, and is not rounded through a float
 */
export function readTimestamp(format: string): Timestamp {
  const unit = nsPerUnit.get(format);
  const layout = unit === undefined ? goTime(format) : undefined;
  return (value, nowMs) => {
    const timeNs = unit === undefined ? ofText(value, (text) => layout?.(text, nowMs)) : unixTime(value, unit);
    return timeNs !== undefined && isTimeNs(timeNs) ? timeNs : undefined;
  };
}

function unixTime(value: unknown, unit: bigint): bigint | undefined {
  if (typeof value !== "number") return ofText(value, (text) => decimal(text, unit));
  if (!Number.isFinite(value)) return undefined;
  const whole = Math.floor(value);
  // Both parts of a double are exact; the product is cut down to whole nanoseconds.
  const fraction = BigInt(Math.floor((value - whole) * 2 ** 52));
  return BigInt(whole) * unit + ((fraction * unit) >> 52n);
}

function decimal(text: string, unit: bigint): bigint | undefined {
  const parts = /^([+-]?)(\d{0,20})(?:[.,](\d{0,40}))?$/.exec(text.replaceAll(" ", ""));
  const [, sign, whole = "", fraction = ""] = parts ?? [];
  if (!parts || whole + fraction === "") return undefined;
  const scale = 10n ** BigInt(fraction.length);
  const size = BigInt(`${whole}${fraction}`) * unit;
  // Floored, like the numbers above.
  return sign === "-" ? -((size + scale - 1n) / scale) : size / scale;
}

/** @see Telegraf, internal.ParseTimestamp: only text is read after a layout */
function ofText(value: unknown, read: (text: string) => bigint | undefined): bigint | undefined {
  return typeof value === "string" ? read(value) : undefined;
}
