import type { Result, Series } from "../query/result.ts";
import { type Epoch, jsonCell, jsonTime } from "./cell.ts";

/** InfluxDB 1.x's answer, a piece at a time, so that a large one is never held twice. */
export function* jsonAnswer(results: readonly Result[], epoch: Epoch): Generator<string> {
  yield '{"results":[';
  for (const [id, result] of results.entries()) {
    if (id > 0) yield ",";
    yield `{"statement_id":${id}`;
    if ("error" in result) yield `,"error":${JSON.stringify(result.error)}`;
    else if (result.series.length > 0) {
      for (const [i, series] of result.series.entries()) {
        yield i === 0 ? ',"series":[' : ",";
        yield* jsonSeries(series, epoch);
      }
      yield "]";
    }
    yield "}";
  }
  yield "]}\n";
}

const rowsAtOnce = 500;

function* jsonSeries({ name, tags, columns, values }: Series, epoch: Epoch): Generator<string> {
  const head = { ...(name === undefined ? {} : { name }), ...(tags === undefined ? {} : { tags }), columns };
  yield `${JSON.stringify(head).slice(0, -1)},"values":[`;
  const timed = columns[0] === "time";
  for (let from = 0; from < values.length; from += rowsAtOnce) {
    const rows = values.slice(from, from + rowsAtOnce).map((row) => {
      const cells = row.map((cell, i) =>
        timed && i === 0 && typeof cell === "bigint" ? jsonTime(cell, epoch) : jsonCell(cell),
      );
      return `[${cells.join(",")}]`;
    });
    yield `${from > 0 ? "," : ""}${rows.join(",")}`;
  }
  yield "]}";
}
