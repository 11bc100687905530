import type { Store, Tags } from "../../store/contract.ts";
import type { Select } from "../influxql/statement.ts";

/** The tags to group by; `*` is all of the measurement's. */
export function groupKeys({ groupBy, measurement }: Select, database: string, store: Store): readonly string[] {
  return groupBy === "*" ? store.tagKeys(database, measurement) : groupBy;
}

export const groupName = (group: Tags): string => JSON.stringify(group);

/** A series' `tags`, as InfluxDB 1.x answers them: only for a query that groups by tags. */
export function tagsOf(group: Tags): { readonly tags?: Readonly<Record<string, string>> } {
  return group.length === 0 ? {} : { tags: Object.fromEntries(group) };
}
