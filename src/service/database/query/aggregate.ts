/** Functions over fields, whole or per interval: `SELECT mean("f") FROM … GROUP BY time(10s)`. */
import type { RangeQuery, Store, Tags } from "../../store/contract.ts";
import type { Select } from "../influxql/statement.ts";
import type { Call, Rows } from "./call.ts";
import { filled } from "./fill.ts";
import { groupKeys, groupName, tagsOf } from "./group.ts";
import { type Cell, cellLimit, type Series, TooMuch } from "./result.ts";

interface Group {
  readonly tags: Tags;
  readonly rows: Rows;
}

export async function selectAggregates(
  select: Select,
  database: string,
  store: Store,
  nowNs: bigint,
): Promise<readonly Series[]> {
  const calls = select.items === "*" ? [] : select.items.filter((item): item is Call => item.aggregate !== undefined);
  // InfluxQL: a query by intervals ends now unless it says otherwise.
  const toNs = select.toNs ?? (select.everyNs === undefined ? undefined : nowNs + 1n);
  const groups = new Map<string, Group>();
  let cells = 0;
  for (const [column, call] of calls.entries()) {
    for await (const batch of store.range(queryOf(select, call, toNs, database, store))) {
      cells += batch.timesNs.length;
      if (cells > cellLimit) throw new TooMuch();
      const { rows } = groupOf(groups, batch.group);
      for (const [i, timeNs] of batch.timesNs.entries()) {
        rowAt(rows, rowTime(select, calls, timeNs), calls.length)[column] = batch.values[i] ?? null;
      }
    }
  }
  const columns = ["time", ...titles(calls)];
  const { measurement, descending, limit } = select;
  return [...groups.values()].flatMap(({ tags, rows }): readonly Series[] => {
    const ordered = filled(rows, calls, toNs === undefined ? select : { ...select, toNs });
    const values = (descending ? ordered.toReversed() : ordered).slice(0, limit ?? ordered.length);
    return values.length === 0 ? [] : [{ name: measurement, ...tagsOf(tags), columns, values }];
  });
}

function queryOf(select: Select, call: Call, toNs: bigint | undefined, database: string, store: Store): RangeQuery {
  const { measurement, tags, fromNs, everyNs, offsetNs } = select;
  return {
    database,
    measurement,
    field: call.name,
    aggregate: call.aggregate,
    tags,
    groupBy: groupKeys(select, database, store),
    ...(fromNs === undefined ? {} : { fromNs }),
    ...(toNs === undefined ? {} : { toNs }),
    ...(everyNs === undefined ? {} : { everyNs }),
    ...(offsetNs === undefined ? {} : { offsetNs }),
  };
}

/** InfluxQL: one function's single value has the time of the value chosen; several share the start of the range, or 0. */
function rowTime({ everyNs, fromNs }: Select, calls: readonly Call[], timeNs: bigint): bigint {
  return everyNs === undefined && calls.length > 1 ? (fromNs ?? 0n) : timeNs;
}

function groupOf(groups: Map<string, Group>, tags: Tags): Group {
  const name = groupName(tags);
  const group = groups.get(name) ?? { tags, rows: new Map() };
  groups.set(name, group);
  return group;
}

function rowAt(rows: Rows, timeNs: bigint, width: number): Cell[] {
  const row = rows.get(timeNs) ?? Array.from({ length: width }, () => null);
  rows.set(timeNs, row);
  return row;
}

/** `mean`, and `mean_1` for the second of its kind; or what the query calls it. */
function titles(calls: readonly Call[]): readonly string[] {
  const used = new Map<string, number>();
  return calls.map(({ aggregate, alias }) => {
    const title = alias ?? aggregate;
    const times = used.get(title) ?? 0;
    used.set(title, times + 1);
    return times === 0 ? title : `${title}_${times}`;
  });
}
