/**
 * Telegraf's `data_format = "influx"`: line protocol with times in nanoseconds.
 * Not as Telegraf: one bad line is counted and loses no other, where Telegraf drops the whole message; points of one message that carry no
 * time get times of their own.
 * @see Telegraf, plugins/parsers/influx
 */
import { parseLines } from "../line-protocol/parse.ts";
import type { Arrival } from "./arrival.ts";
import { malformed, type Reader } from "./reader.ts";
import type { Series } from "./series.ts";

/** @returns what makes a reader for each series */
export function influxReader(arrival: Arrival): (series: Series) => Reader {
  const options = { nowNs: () => arrival.nextNs(), precision: "ns" } as const;
  return (series) => (text, points) => {
    const { points: found, errors } = parseLines(text, options);
    for (const { measurement, tags, fields, timeNs } of found) {
      points.push({ measurement: series.nameOverride ?? measurement, tags: series.tagsWith(tags), fields, timeNs });
    }
    const [first] = errors;
    if (first) {
      const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
      return { reason: "bad_line", detail: `line ${first.line}, column ${first.column}: ${first.what}${more}` };
    }
    return found.length === 0 ? malformed.noField : undefined;
  };
}
