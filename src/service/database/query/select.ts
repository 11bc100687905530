/** Plain values: `SELECT "f", "tag" FROM …` and `SELECT * FROM …`. */
import type { RowsQuery, Store, Tags } from "../../store/contract.ts";
import type { Select } from "../influxql/statement.ts";
import { groupKeys, groupName, tagsOf } from "./group.ts";
import { type Cell, cellLimit, type Series, TooMuch } from "./result.ts";

interface Column {
  readonly title: string;
  readonly name: string;
  readonly isTag: boolean;
}

export async function selectPlain(select: Select, database: string, store: Store): Promise<readonly Series[]> {
  const groupBy = groupKeys(select, database, store);
  const columns = columnsOf(select, database, groupBy, store);
  const fields = columns.filter((column) => !column.isTag).map((column) => column.name);
  // InfluxQL: tags alone select nothing.
  if (fields.length === 0) return [];
  const { measurement, tags, fromNs, toNs, descending, limit } = select;
  const query: RowsQuery = {
    database,
    measurement,
    fields,
    tags,
    groupBy,
    descending,
    ...(fromNs === undefined ? {} : { fromNs }),
    ...(toNs === undefined ? {} : { toNs }),
    ...(limit === undefined ? {} : { limit }),
  };
  const groups = new Map<string, { group: Tags; values: (readonly Cell[])[] }>();
  let cells = 0;
  for await (const batch of store.rows(query)) {
    const name = groupName(batch.group);
    const found = groups.get(name) ?? { group: batch.group, values: [] };
    groups.set(name, found);
    cells += batch.timesNs.length * (columns.length + 1);
    if (cells > cellLimit) throw new TooMuch();
    for (const [i, timeNs] of batch.timesNs.entries())
      found.values.push(row(timeNs, batch.values[i] ?? [], batch.tags[i] ?? [], columns));
  }
  const titles = ["time", ...columns.map((column) => column.title)];
  return [...groups.values()].map(({ group, values }) => ({
    name: measurement,
    ...tagsOf(group),
    columns: titles,
    values,
  }));
}

function row(
  timeNs: bigint,
  values: readonly (Cell | undefined)[],
  tags: Tags,
  columns: readonly Column[],
): readonly Cell[] {
  const cells: Cell[] = [timeNs];
  let field = 0;
  for (const { name, isTag } of columns)
    cells.push(isTag ? (tags.find(([key]) => key === name)?.[1] ?? null) : (values[field++] ?? null));
  return cells;
}

function columnsOf(select: Select, database: string, groupBy: readonly string[], store: Store): readonly Column[] {
  const { items, measurement } = select;
  const tagKeys = store.tagKeys(database, measurement);
  if (items !== "*")
    return items.map(({ name, alias }) => ({ title: alias ?? name, name, isTag: tagKeys.includes(name) }));
  const fields = store.fieldKeys(database, measurement).map(({ name }) => ({ title: name, name, isTag: false }));
  const tags = tagKeys.filter((key) => !groupBy.includes(key)).map((name) => ({ title: name, name, isTag: true }));
  return [...fields, ...tags].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
