/** Which series a query is about, and in which groups its answer comes. */
import type { TagCondition, Tags } from "../contract.ts";
import type { Measurement, Series } from "../live/series.ts";

export interface Group {
  /** The tags that the group was made by, sorted by key; "" for a tag that its series lack. */
  readonly tags: Tags;
  readonly series: readonly Series[];
}

/** In the order of the groups' tag values. */
export function groupsOf(
  measurement: Measurement,
  conditions: readonly TagCondition[],
  groupBy: readonly string[],
): readonly Group[] {
  const keys = [...new Set(groupBy)].toSorted();
  const groups = new Map<string, { tags: Tags; series: Series[] }>();
  for (const series of measurement.series) {
    if (!conditions.every((condition) => holds(condition, series.key.tags))) continue;
    const tags = keys.map((key) => [key, tagOf(series.key.tags, key)] as const);
    const id = tags.map(([, value]) => value).join("\0");
    const group = groups.get(id) ?? { tags, series: [] };
    groups.set(id, group);
    group.series.push(series);
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function tagOf(tags: Tags, key: string): string {
  return tags.find(([name]) => name === key)?.[1] ?? "";
}

function holds({ key, is, value }: TagCondition, tags: Tags): boolean {
  return (tagOf(tags, key) === value) === (is === "equal");
}

export function byTags(a: Tags, b: Tags): number {
  const one = a.map((tag) => tag.join("=")).join(",");
  const two = b.map((tag) => tag.join("=")).join(",");
  return one < two ? -1 : one > two ? 1 : 0;
}
