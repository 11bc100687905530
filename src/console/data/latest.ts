/** The newest points of each series: last values, and whether it has gone silent. */
import type { Latest, LatestSeries, Value } from "../answers.ts";
import { bounded, mostSeries, mostTextChars } from "./bounds.ts";
import type { Ask, Series } from "./influx/ask-influx.ts";
import { identifier, instant } from "./influx/influxql.ts";
import { andTags, byTags, fieldsOf, type Question, tagsOf } from "./question.ts";

/** A series that has been silent for longer is not missed any more. */
const lookBackMs = 7 * 24 * 3_600_000;
/** Newest points of a series that say how often it comes; an odd one among them does no harm. */
const points = 24;
const silentAfterIntervals = 5;
/** Whoever gathers points before writing them does so for ten seconds, as a rule. */
const silentAtLeastMs = 15_000;

/** @throws Trouble */
export async function readLatest(ask: Ask, question: Question, nowMs: number): Promise<Latest> {
  const names = fieldsOf(question).map(({ name }) => name);
  if (names.length === 0) return { series: [], cut: [] };
  const [answer = []] = await ask([latestStatement(question, nowMs)]);
  const { kept, cut } = bounded(answer, mostSeries, "series");
  return { series: kept.toSorted(byTags).map((series) => latestOf(series, names, nowMs)), cut };
}

export function latestStatement(question: Question, nowMs: number): string {
  const columns = fieldsOf(question).map(({ name }, i) => `${identifier(name)} AS "f${i}"`);
  const from = `FROM ${identifier(question.measurement.name)} WHERE time >= ${instant(nowMs - lookBackMs)}`;
  const bounds = `ORDER BY time DESC LIMIT ${points} SLIMIT ${mostSeries + 1}`;
  return `SELECT ${columns.join(", ")} ${from}${andTags(question.where)} GROUP BY * ${bounds}`;
}

function latestOf({ tags, columns, values }: Series, names: readonly string[], nowMs: number): LatestSeries {
  const times = values.map(([time]) => Number(time));
  const ageMs = nowMs - (times[0] ?? nowMs);
  const usualMs = usualOf(times);
  const newest = names.flatMap((name, i): [string, Value][] => {
    const at = columns.indexOf(`f${i}`);
    const value = values.find((row) => row[at] !== null && row[at] !== undefined)?.[at];
    return isValue(value) ? [[name, typeof value === "string" ? value.slice(0, mostTextChars) : value]] : [];
  });
  return {
    tags: tagsOf(tags),
    ageMs,
    ...(usualMs !== undefined && { usualMs }),
    silent: isSilent(ageMs, usualMs),
    values: Object.fromEntries(newest),
  };
}

export function isSilent(ageMs: number, usualMs: number | undefined): boolean {
  return usualMs !== undefined && ageMs > Math.max(silentAtLeastMs, silentAfterIntervals * usualMs);
}

/** @param times newest first @returns the median of the times between them; undefined for fewer than two of those */
export function usualOf(times: readonly number[]): number | undefined {
  const distinct = times.filter((time, i) => time !== times[i - 1]);
  const gaps = distinct.slice(1).map((time, i) => (distinct[i] ?? time) - time);
  return gaps.length < 2 ? undefined : gaps.toSorted((a, b) => a - b)[gaps.length >> 1];
}

const isValue = (value: unknown): value is Value =>
  typeof value === "number" || typeof value === "string" || typeof value === "boolean";
