/** A window of one measurement, in steps that the database makes of it: a week is as small as five minutes. */
import type { History, HistoryField, Line } from "../answers.ts";
import { rangeOf, type Window } from "../windows.ts";
import { bounded, seriesFor } from "./bounds.ts";
import type { Ask, Series } from "./influx/ask-influx.ts";
import { duration, identifier, instant } from "./influx/influxql.ts";
import { andTags, byTags, fieldsOf, type Question, tagsOf } from "./question.ts";

/** @throws Trouble */
export async function readHistory(ask: Ask, question: Question, window: Window, nowMs: number): Promise<History> {
  const range = { ...rangeOf(window, nowMs), stepMs: window.stepMs };
  const names = fieldsOf(question, "number").map(({ name }) => name);
  if (names.length === 0) return { ...range, fields: [], cut: [] };
  const [answer = []] = await ask([historyStatement(question, window, nowMs)]);
  const { kept, cut } = bounded(answer, mostFor(names.length, window), "series");
  const series = kept.toSorted(byTags);
  const fields = names.map((name, i): HistoryField => {
    const lines = series.map((one) => lineOf(one, i, range)).filter(({ steps }) => steps.length > 0);
    return { name, lines };
  });
  return { ...range, fields, cut };
}

export function historyStatement(question: Question, window: Window, nowMs: number): string {
  const { fromMs, toMs } = rangeOf(window, nowMs);
  const fields = fieldsOf(question, "number").map(({ name }) => identifier(name));
  const columns = fields.flatMap((field, i) => [
    `mean(${field}) AS "mean${i}"`,
    `min(${field}) AS "min${i}"`,
    `max(${field}) AS "max${i}"`,
  ]);
  const from = `FROM ${identifier(question.measurement.name)}`;
  const where = `WHERE time >= ${instant(fromMs)} AND time < ${instant(toMs)}${andTags(question.where)}`;
  // Newest first, as the newest points are asked for: InfluxDB then starts with the same series, and a bound leaves out the same.
  const order = `fill(none) ORDER BY time DESC SLIMIT ${mostFor(fields.length, window) + 1}`;
  const group = `GROUP BY time(${duration(window.stepMs)}), * ${order}`;
  return `SELECT ${columns.join(", ")} ${from} ${where} ${group}`;
}

const mostFor = (fields: number, { spanMs, stepMs }: Window) => seriesFor(fields, spanMs / stepMs);

function lineOf(series: Series, field: number, { fromMs, stepMs }: Pick<History, "fromMs" | "stepMs">): Line {
  const at = (column: string) => series.columns.indexOf(`${column}${field}`);
  const [mean, min, max] = [at("mean"), at("min"), at("max")];
  const rows = series.values.filter((row) => typeof row[mean] === "number").toReversed();
  const column = (index: number) => rows.map((row) => rounded(Number(row[index])));
  return {
    tags: tagsOf(series.tags),
    steps: rows.map(([time]) => Math.round((Number(time) - fromMs) / stepMs)),
    mean: column(mean),
    min: column(min),
    max: column(max),
  };
}

/** A chart shows no more digits, and an answer is half as long. */
const rounded = (value: number): number => Number(value.toPrecision(7));
