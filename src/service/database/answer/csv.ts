import type { Cell, Result, Series } from "../query/result.ts";
import { type Epoch, jsonTime } from "./cell.ts";

/** InfluxDB 1.x's CSV: name, tags, columns; a header again where the columns change. Times are nanoseconds unless asked otherwise. */
export function* csvAnswer(results: readonly Result[], asked: Epoch): Generator<string> {
  const epoch = asked === "rfc3339" ? "ns" : asked;
  let header = "";
  for (const result of results) {
    if ("error" in result) {
      yield `error\n${field(result.error)}\n`;
      continue;
    }
    for (const series of result.series) {
      const own = ["name", "tags", ...series.columns].map(field).join(",");
      if (own !== header) yield `${header === "" ? "" : "\n"}${own}\n`;
      header = own;
      yield* rows(series, epoch);
    }
  }
}

function* rows({ name = "", tags = {}, columns, values }: Series, epoch: Epoch): Generator<string> {
  const tagText = Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const start = `${field(name)},${field(tagText)}`;
  const timed = columns[0] === "time";
  for (const row of values) {
    const cells = row.map((cell, i) =>
      timed && i === 0 && typeof cell === "bigint" ? jsonTime(cell, epoch) : text(cell),
    );
    yield `${start},${cells.join(",")}\n`;
  }
}

function text(cell: Cell): string {
  return cell === null ? "" : field(String(cell));
}

/** @see RFC 4180, section 2 */
function field(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
