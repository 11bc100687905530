/** Rows as they are: several fields, several series, in order of time. */
import { Fault } from "../../../model/fault.ts";
import type { FieldValue } from "../../point.ts";
import type { Field } from "../chunk/key.ts";
import type { RangeBatch, RangeQuery, RowsBatch, RowsQuery, Tags } from "../contract.ts";
import { Cursor } from "./cursor.ts";
import { byTags, type Group } from "./groups.ts";
import type { Question } from "./question.ts";
import { seriesAhead } from "./range.ts";
import { sweep } from "./sweep.ts";

/** Rows of an answer that are handed on together. */
const batchRows = 2048;
/** Series that can be merged: each holds a decoded chunk meanwhile. */
const mergeLimit = 500;

export async function* selectRows(question: Question, query: RowsQuery): AsyncGenerator<RowsBatch> {
  for (const group of question.groups) {
    if (group.series.length > mergeLimit) throw tooWide(group);
    const cursors = cursorsOf(question, group, query);
    try {
      yield* mergeCursors(group.tags, cursors, query.descending === true, query.limit ?? Number.POSITIVE_INFINITY);
    } finally {
      for (const cursor of cursors) await cursor.close();
    }
  }
}

/** The rows of one field. */
export async function* plainRange(question: Question, query: RangeQuery): AsyncGenerator<RangeBatch> {
  const { field, ...selection } = query;
  for await (const { group, timesNs, values } of selectRows(question, { ...selection, fields: [field] })) {
    yield {
      group,
      timesNs,
      values: values.map(([value]) => value).filter((value) => value !== undefined && value !== null),
    };
  }
}

function cursorsOf(question: Question, group: Group, { fields, descending = false }: RowsQuery): Cursor[] {
  const { measurement, view, fromNs, toNs } = question;
  const columns = new Map(fields.map((name, column) => [name, column]));
  const wanted = ({ name, kind }: Field) =>
    measurement.byName.get(name)?.kind === kind ? columns.get(name) : undefined;
  const ordered = group.series.toSorted((a, b) => byTags(a.key.tags, b.key.tags));
  return ordered.map((series) => {
    const sources = view.sourcesOf(series, wanted, fromNs, toNs);
    const readAhead = group.series.length > seriesAhead ? 1 : 4;
    return new Cursor(series, sweep(sources, fromNs, toNs, descending, readAhead), fields.length, descending);
  });
}

async function* mergeCursors(
  group: Tags,
  cursors: readonly Cursor[],
  descending: boolean,
  limit: number,
): AsyncGenerator<RowsBatch> {
  const age = new Map(cursors.map((cursor, i) => [cursor, i]));
  const before = (a: Cursor, b: Cursor) =>
    a.timeNs === b.timeNs ? (age.get(a) ?? 0) < (age.get(b) ?? 0) : a.timeNs < b.timeNs !== descending;
  /** In the order in which their rows come. */
  const waiting: Cursor[] = [];
  for (let i = 0; i < cursors.length; i += seriesAhead) {
    const some = cursors.slice(i, i + seriesAhead);
    const full = await Promise.all(some.map((cursor) => cursor.next()));
    for (const [k, cursor] of some.entries()) if (full[k]) insert(waiting, cursor, before);
  }
  let batch = emptyBatch(group);
  for (let rows = 0; rows < limit; rows++) {
    const first = waiting.shift();
    if (!first) break;
    batch.timesNs.push(first.timeNs);
    batch.tags.push(first.series.key.tags);
    batch.values.push(first.values());
    const moved = first.next();
    if (typeof moved === "boolean" ? moved : await moved) insert(waiting, first, before);
    if (batch.timesNs.length < batchRows) continue;
    yield batch;
    batch = emptyBatch(group);
  }
  if (batch.timesNs.length > 0) yield batch;
}

function insert<T>(sorted: T[], item: T, before: (a: T, b: T) => boolean): void {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const there = sorted[middle];
    if (there !== undefined && before(there, item)) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, item);
}

interface Batch extends RowsBatch {
  readonly timesNs: bigint[];
  readonly tags: Tags[];
  readonly values: (FieldValue | null)[][];
}

const emptyBatch = (group: Tags): Batch => ({ group, timesNs: [], tags: [], values: [] });

function tooWide({ series }: Group): Fault {
  return new Fault(
    "bad-input",
    `rows of ${series.length} series in one group, of ${mergeLimit} at the most`,
    "Name tags in the condition or in GROUP BY.",
  );
}
