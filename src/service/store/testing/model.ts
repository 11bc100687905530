/** What a store should answer, by the simplest means: maps in memory, everything sorted on the way out. */
import type { FieldValue, Point } from "../../point.ts";
import type { Tags } from "../contract.ts";

export interface ModelRow {
  readonly tags: Tags;
  readonly timeNs: bigint;
  readonly fields: ReadonlyMap<string, FieldValue>;
}

export class Model {
  readonly #rows = new Map<string, { tags: Tags; timeNs: bigint; fields: Map<string, FieldValue> }>();

  append(points: readonly Point[]): void {
    for (const { tags, fields, timeNs } of points) {
      const id = `${tagText(tags)} ${timeNs}`;
      const row = this.#rows.get(id) ?? { tags, timeNs, fields: new Map<string, FieldValue>() };
      this.#rows.set(id, row);
      for (const [name, value] of fields) row.fields.set(name, value);
    }
  }

  /** In order of time, then of series. */
  rows(fromNs: bigint, toNs: bigint): ModelRow[] {
    return [...this.#rows.values()]
      .filter(({ timeNs }) => timeNs >= fromNs && timeNs < toNs)
      .sort((a, b) => compare(a.timeNs, b.timeNs) || compare(tagText(a.tags), tagText(b.tags)));
  }
}

export const tagText = (tags: Tags): string => tags.map((tag) => tag.join("=")).join(",");

function compare<T>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
