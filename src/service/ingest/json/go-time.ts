/**
 * Times written after a Go reference layout. Without an offset a time is UTC. Of zone abbreviations only UTC, GMT and GMT±h are read,
 * since others are ambiguous.
 */
import { Fault } from "../../../model/fault.ts";
import { readLayout, type TimePart } from "./go-layout.ts";

/** @returns nanoseconds since the epoch; undefined when the text is not written after the layout, or is no such day or hour */
export type GoTime = (text: string, nowMs: number) => bigint | undefined;

/** The layouts that Telegraf knows by name, in any case. @see Go, time package, constants */
const named: ReadonlyMap<string, string> = new Map([
  ["ansic", "Mon Jan _2 15:04:05 2006"],
  ["unixdate", "Mon Jan _2 15:04:05 MST 2006"],
  ["rubydate", "Mon Jan 02 15:04:05 -0700 2006"],
  ["rfc822", "02 Jan 06 15:04 MST"],
  ["rfc822z", "02 Jan 06 15:04 -0700"],
  ["rfc850", "Monday, 02-Jan-06 15:04:05 MST"],
  ["rfc1123", "Mon, 02 Jan 2006 15:04:05 MST"],
  ["rfc1123z", "Mon, 02 Jan 2006 15:04:05 -0700"],
  ["rfc3339", "2006-01-02T15:04:05Z07:00"],
  ["rfc3339nano", "2006-01-02T15:04:05.999999999Z07:00"],
  ["stamp", "Jan _2 15:04:05"],
  ["stampmilli", "Jan _2 15:04:05.000"],
  ["stampmicro", "Jan _2 15:04:05.000000"],
  ["stampnano", "Jan _2 15:04:05.000000000"],
]);
const months = "january february march april may june july august september october november december".split(" ");
const days = "sunday monday tuesday wednesday thursday friday saturday".split(" ");

/**
 * A time without a year is of the present one, as in Telegraf's JSON parser.
 * @throws Fault "bad-input" for a layout that has nothing of the reference time in it
 */
export function goTime(format: string): GoTime {
  const { pattern, parts } = readLayout(named.get(format.toLowerCase()) ?? format);
  if (parts.length === 0) {
    throw new Fault(
      "bad-input",
      `json_time_format "${format}" is no time layout`,
      'Write Go\'s reference time the way your times are written, for example "2006-01-02 15:04:05", or use "unix".',
    );
  }
  return (text, nowMs) => {
    const groups = pattern.exec(text);
    if (!groups) return undefined;
    const read = new Map(parts.map((part, i) => [part, groups[i + 1]] as const));
    return instant((part) => read.get(part), nowMs);
  };
}

type Lookup = (part: TimePart) => string | undefined;

function instant(of: Lookup, nowMs: number): bigint | undefined {
  const number = (part: TimePart, otherwise: number) => Number(of(part) ?? otherwise);
  const year = yearOf(of) || new Date(nowMs).getUTCFullYear();
  const name = of("monthName");
  const month = name === undefined ? number("month", 1) : indexOf(months, name) + 1;
  const day = number("day", 1);
  const dayOfYear = of("dayOfYear");
  const hour = hourOf(of);
  const [minute, second] = [number("minute", 0), number("second", 0)];
  const offsetS = offsetOf(of);
  const weekday = of("dayName");
  if (month < 1 || month > 12 || day < 1 || hour === undefined || minute > 59 || second > 59) return undefined;
  if (offsetS === undefined || (weekday !== undefined && indexOf(days, weekday) < 0)) return undefined;
  const date = new Date(0);
  if (dayOfYear === undefined) date.setUTCFullYear(year, month - 1, day);
  else date.setUTCFullYear(year, 0, Number(dayOfYear));
  // A day that the month or the year does not have runs over into the next.
  if (date.getUTCFullYear() !== year || (dayOfYear === undefined && date.getUTCDate() !== day)) return undefined;
  const seconds = date.getTime() / 1_000 + hour * 3_600 + minute * 60 + second - offsetS;
  return BigInt(seconds) * 1_000_000_000n + BigInt((of("fraction") ?? "").slice(0, 9).padEnd(9, "0"));
}

/** Two digits from 69 on are of the last century (Go, time.Parse). */
function yearOf(of: Lookup): number {
  const short = of("year2");
  if (short === undefined) return Number(of("year") ?? 0);
  return Number(short) + (Number(short) >= 69 ? 1900 : 2000);
}

function hourOf(of: Lookup): number | undefined {
  const half = of("half")?.toLowerCase();
  const hour = Number(of("hour") ?? of("hour12") ?? 0);
  if (hour > 23 || (of("hour12") !== undefined && hour > 12)) return undefined;
  if (half === "pm" && hour < 12) return hour + 12;
  return half === "am" && hour === 12 ? 0 : hour;
}

/** Seconds east of UTC. */
function offsetOf(of: Lookup): number | undefined {
  const zone = of("zone")?.slice(3);
  if (zone) return Number(zone) * 3_600;
  const offset = of("offset");
  if (offset === undefined || offset === "Z") return 0;
  const [hours = "0", minutes = "0", seconds = "0"] = offset.slice(1).match(/\d\d/g) ?? [];
  if (Number(hours) > 24 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const size = Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds);
  return offset.startsWith("-") ? -size : size;
}

function indexOf(names: readonly string[], name: string): number {
  const wanted = name.toLowerCase();
  return names.findIndex((full) => full === wanted || (wanted.length === 3 && full.startsWith(wanted)));
}
