/** Values of one field over time: as they are, or aggregated. */
import { Fault } from "../../../model/fault.ts";
import type { FieldValue } from "../../point.ts";
import type { Rows } from "../chunk/rows.ts";
import type { Aggregate, RangeBatch, RangeQuery } from "../contract.ts";
import type { Series } from "../live/series.ts";
import { ahead } from "./ahead.ts";
import { Buckets } from "./buckets.ts";
import type { Question } from "./question.ts";
import { sweep } from "./sweep.ts";

/** Series whose first chunks are read before their turn. */
export const seriesAhead = 8;
/** Buckets of one group at the most: an answer that nobody can read must not fill the memory. */
const bucketLimit = 1_000_000;

export async function* aggregateRange(
  question: Question,
  query: RangeQuery & { readonly aggregate: Aggregate },
): AsyncGenerator<RangeBatch> {
  const { aggregate, field, everyNs, descending, limit } = query;
  const kind = question.measurement.byName.get(field)?.kind;
  if (kind === undefined) return;
  refuseUnfit(aggregate, kind, field);
  const parts = question.groups.flatMap((group) => group.series.map((series) => ({ group, series })));
  const read = ({ series }: { series: Series }) => readField(question, series, field, kind, query);
  let buckets = bucketsFor(query);
  for await (const [{ group, series }, items] of ahead(parts, read, seriesAhead)) {
    for await (const rows of items) {
      const column = rows.columns[0];
      if (column) buckets.add(rows, column);
      if (buckets.size > bucketLimit) throw tooMany(bucketLimit);
      if (!everyNs && column && isEnough(aggregate)) break;
    }
    if (series !== group.series.at(-1)) continue;
    const results = buckets.results();
    buckets = bucketsFor(query);
    if (results.length === 0) continue;
    if (descending) results.reverse();
    const kept = limit === undefined ? results : results.slice(0, limit);
    const timeOf = ({ startNs, timeNs }: { startNs: bigint; timeNs: bigint }) =>
      everyNs ? startNs : isChoosing(aggregate) ? timeNs : (query.fromNs ?? 0n);
    yield { group: group.tags, timesNs: kept.map(timeOf), values: kept.map(({ value }): FieldValue => value) };
  }
}

/** Rows of a series with the field in column 0; newest first where only the last value is asked for. */
function readField(
  { view, fromNs, toNs }: Question,
  series: Series,
  name: string,
  kind: string,
  query: RangeQuery,
): AsyncGenerator<Rows> {
  const wanted = (field: { name: string; kind: string }) =>
    field.name === name && field.kind === kind ? 0 : undefined;
  const newestFirst = query.aggregate === "last" && !query.everyNs;
  return sweep(view.sourcesOf(series, wanted, fromNs, toNs), fromNs, toNs, newestFirst);
}

function bucketsFor({ aggregate, everyNs, offsetNs = 0n }: RangeQuery & { readonly aggregate: Aggregate }): Buckets {
  return new Buckets(aggregate, everyNs === undefined ? undefined : { everyNs, offsetNs });
}

const isEnough = (aggregate: Aggregate): boolean => aggregate === "first" || aggregate === "last";
const isChoosing = (aggregate: Aggregate): boolean => isEnough(aggregate) || aggregate === "min" || aggregate === "max";

function refuseUnfit(aggregate: Aggregate, kind: string, field: string): void {
  const fits = kind === "float" || kind === "integer" || aggregate === "count" || isEnough(aggregate);
  if (fits || (kind === "boolean" && isChoosing(aggregate))) return;
  throw new Fault(
    "bad-input",
    `${aggregate}() of field ${field}, which is a ${kind}`,
    "Use count(), first() or last() there.",
  );
}

function tooMany(buckets: number): Fault {
  return new Fault("bad-input", `more than ${buckets} buckets of time`, "Ask for a shorter time or wider buckets.");
}
