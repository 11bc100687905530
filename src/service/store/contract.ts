/**
 * What the store promises to those who write and ask.
 * Invariants: what was acknowledged survives `kill -9` and loss of power; a later point with the same series, field and time
 * replaces the earlier value; answers come in order of time, whatever order points came in.
 */
import type { FieldValue, Point, PointSink } from "../point.ts";
import type { SeriesKey } from "./chunk/key.ts";
import type { FieldKind } from "./chunk/rows.ts";

export interface Store extends PointSink, AsyncDisposable {
  /** As `append`, and says which points were refused. Refused points do not fail the others. */
  write(database: string, points: readonly Point[]): Promise<Written>;
  /** Databases that hold a series, sorted; so are the names below. */
  databases(): readonly string[];
  measurements(database: string): readonly string[];
  series(database: string, measurement?: string): readonly SeriesKey[];
  fieldKeys(database: string, measurement: string): readonly { readonly name: string; readonly kind: FieldKind }[];
  tagKeys(database: string, measurement: string): readonly string[];
  tagValues(database: string, measurement: string, key: string): readonly string[];
  /** Values of one field, as they are or a value per bucket of time; group by group, in order of time. */
  range(query: RangeQuery): AsyncIterable<RangeBatch>;
  /** Rows of several fields as they are; group by group, in order of time, then of series. */
  rows(query: RowsQuery): AsyncIterable<RowsBatch>;
  /** Reads every chunk once. @returns how many are damaged; each is also logged with its place */
  verify(signal: AbortSignal): Promise<number>;
  /** `undefined` as long as nothing is wrong. */
  trouble(): Trouble | undefined;
  counters(): Readonly<Record<string, number>>;
}

export interface Trouble {
  /** Whether points can be stored nevertheless. */
  readonly writable: boolean;
  /** One line for people. */
  readonly what: string;
}

export interface Written {
  readonly stored: number;
  readonly refused: readonly Refused[];
}

export type Refusal =
  | "series-limit"
  | "field-limit"
  | "field-type"
  | "time-range"
  | "bad-value"
  | "too-long"
  | "no-field";

export interface Refused {
  readonly why: Refusal;
  readonly points: number;
  /** About the first of them, for people. */
  readonly what: string;
}

/** Tag conditions, all of which must hold; a series without the tag has the value "". */
export interface TagCondition {
  readonly key: string;
  readonly is: "equal" | "unequal";
  readonly value: string;
}

export interface Selection {
  readonly database: string;
  readonly measurement: string;
  readonly tags?: readonly TagCondition[];
  /** Inclusive; absent: from the oldest. */
  readonly fromNs?: bigint;
  /** Exclusive; absent: to the newest. */
  readonly toNs?: bigint;
  /** Series that agree in these tags form a group; absent: all are one group. */
  readonly groupBy?: readonly string[];
  /** Newest first; groups keep their order. */
  readonly descending?: boolean;
  /** Rows of each group at the most. */
  readonly limit?: number;
}

export const aggregates = ["mean", "min", "max", "sum", "count", "first", "last"] as const;
export type Aggregate = (typeof aggregates)[number];

export interface RangeQuery extends Selection {
  readonly field: string;
  /** Needs `aggregate`: width of a bucket, in nanoseconds; buckets start at multiples of it plus `offsetNs`. */
  readonly everyNs?: bigint;
  readonly offsetNs?: bigint;
  /** Without `everyNs`: one value a group. Absent: values as they are. */
  readonly aggregate?: Aggregate;
}

export type Tags = SeriesKey["tags"];

export interface RangeBatch {
  /** The tags that the group was made by. */
  readonly group: Tags;
  /**
   * Of a bucket its start; of a single `first`, `last`, `min` or `max` the time of the value chosen; of any other single value
   * the start of the range, 0 without one.
   */
  readonly timesNs: readonly bigint[];
  readonly values: readonly FieldValue[];
}

export interface RowsQuery extends Selection {
  readonly fields: readonly string[];
}

export interface RowsBatch {
  readonly group: Tags;
  readonly timesNs: readonly bigint[];
  /** Tags of the series that each row belongs to. */
  readonly tags: readonly Tags[];
  /** A list per row, in the order of the query's fields; null where the row has no such field. */
  readonly values: readonly (readonly (FieldValue | null)[])[];
}
