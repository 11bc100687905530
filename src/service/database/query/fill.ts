import type { Select } from "../influxql/statement.ts";
import type { Call, Rows } from "./call.ts";
import { type Cell, cellLimit, TooMuch } from "./result.ts";

/**
 * Rows in order of time, with the empty intervals between the bounds filled in: null, and 0 for a count unless the query says `fill`.
 * @see InfluxDB 1.8 documentation, "Explore data using InfluxQL": GROUP BY time intervals and fill()
 */
export function filled(rows: Rows, calls: readonly Call[], select: Select): readonly (readonly Cell[])[] {
  const times = [...rows.keys()].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const { everyNs, offsetNs = 0n, fill, fillSaid, fromNs, toNs } = select;
  const first = times[0];
  if (everyNs === undefined || fill === "none" || first === undefined)
    return times.map((time) => [time, ...(rows.get(time) ?? [])]);
  const empty = calls.map(({ aggregate }): Cell => (aggregate === "count" && !fillSaid ? 0n : null));
  const from = fromNs === undefined ? first : startOf(fromNs, everyNs, offsetNs);
  const to = toNs ?? (times.at(-1) ?? first) + 1n;
  if ((to - from) / everyNs > BigInt(Math.floor(cellLimit / (calls.length + 1)))) throw new TooMuch();
  const all: (readonly Cell[])[] = [];
  for (let time = from; time < to; time += everyNs) {
    const row = rows.get(time);
    all.push([time, ...(row ? row.map((cell, i) => cell ?? empty[i] ?? null) : empty)]);
  }
  return all;
}

/** Start of the interval that holds an instant; also before 1970. */
function startOf(timeNs: bigint, everyNs: bigint, offsetNs: bigint): bigint {
  const since = timeNs - offsetNs;
  const rest = ((since % everyNs) + everyNs) % everyNs;
  return timeNs - rest;
}
