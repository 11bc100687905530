/**
 * Rows of one series: a column of times and one column per field.
 * Invariants: rows stand in strictly increasing time; a time is `baseNs` plus an offset that a double holds exactly
 * (at most `spanLimitNs`); columns stand at the index of their field in the measurement.
 */
import type { FieldValue } from "../../point.ts";

export interface Rows {
  readonly baseNs: bigint;
  readonly count: number;
  /** Nanoseconds after `baseNs`; may be longer than `count`. */
  readonly offsets: Float64Array;
  readonly columns: readonly (Column | undefined)[];
}

/** Longest time that rows of one record may span: differences of differences must still be exact as varints. */
export const spanLimitNs = 2 ** 51;

/** Their places are the codes on disk. */
export const kinds = ["float", "integer", "boolean", "string"] as const;
export type FieldKind = (typeof kinds)[number];

/** `present[i]` is 0 where the row has no value; absent when each row has one. Integers are doubles as long as all are exact. */
export type Column = { readonly present?: Uint8Array } & (
  | { readonly kind: "float"; readonly values: Float64Array }
  | { readonly kind: "integer"; readonly values: Float64Array | BigInt64Array }
  | { readonly kind: "boolean"; readonly values: Uint8Array }
  | { readonly kind: "string"; readonly values: readonly string[] }
);

export function isPresent(column: Column, row: number): boolean {
  return column.present === undefined || column.present[row] === 1;
}

export function valueAt(column: Column, row: number): FieldValue | null {
  if (!isPresent(column, row)) return null;
  const value = column.values[row];
  if (value === undefined) return null;
  if (column.kind === "integer") return BigInt(value);
  return column.kind === "boolean" ? value === 1 : value;
}

/** Index of the first row at or after the time, by halving. */
function firstAtOrAfter(rows: Rows, timeNs: bigint): number {
  const wanted = Number(timeNs - rows.baseNs);
  let low = 0;
  let high = rows.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows.offsets[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Rows of [fromNs, toNs). */
export function sliceRows(rows: Rows, fromNs: bigint, toNs: bigint): Rows {
  return rowsBetween(rows, firstAtOrAfter(rows, fromNs), firstAtOrAfter(rows, toNs));
}

/** Rows `from` to `to`, exclusive: views, nothing is copied but strings' arrays. */
export function rowsBetween(rows: Rows, from: number, to: number): Rows {
  if (from === 0 && to === rows.count) return rows;
  return {
    baseNs: rows.baseNs,
    count: to - from,
    offsets: rows.offsets.subarray(from, to),
    columns: rows.columns.map((column) => column && sliceColumn(column, from, to)),
  };
}

function sliceColumn(column: Column, from: number, to: number): Column {
  const present = column.present && { present: column.present.subarray(from, to) };
  switch (column.kind) {
    case "float":
      return { kind: column.kind, values: column.values.subarray(from, to), ...present };
    case "integer":
      return { kind: column.kind, values: column.values.subarray(from, to), ...present };
    case "boolean":
      return { kind: column.kind, values: column.values.subarray(from, to), ...present };
    case "string":
      return { kind: column.kind, values: column.values.slice(from, to), ...present };
  }
}

export const timeAt = (rows: Rows, row: number): bigint => rows.baseNs + BigInt(rows.offsets[row] ?? 0);
