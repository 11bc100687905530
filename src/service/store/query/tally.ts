/** What is known of one bucket, and how rows are added to it. */
import type { FieldValue } from "../../point.ts";
import { type Column, isPresent, type Rows, timeAt, valueAt } from "../chunk/rows.ts";
import type { Aggregate } from "../contract.ts";

export interface Tally {
  readonly startNs: bigint;
  count: number;
  sum: number;
  /** The sum of integers: beyond 2^53 a double would lose units. */
  exact: bigint | undefined;
  /** Chosen by `min`, `max`, `first`, `last`. */
  value: FieldValue;
  timeNs: bigint;
}

/** As many integers as a chunk has, each up to this size, sum up to less than 2^53. */
const sumsExactly = 2 ** 40;

/** Adds rows `from` to `to`, exclusive. */
export function take(aggregate: Aggregate, tally: Tally, rows: Rows, column: Column, from: number, to: number): void {
  switch (aggregate) {
    case "count":
      tally.count += countOf(column, from, to);
      return;
    case "sum":
    case "mean":
      tally.count += countOf(column, from, to);
      addSum(tally, column, from, to);
      return;
    default: {
      const row = choose(aggregate, column, from, to);
      const value = row < 0 ? null : valueAt(column, row);
      if (value === null) return;
      const timeNs = timeAt(rows, row);
      if (tally.count === 0 || wins(aggregate, value, timeNs, tally)) {
        tally.value = value;
        tally.timeNs = timeNs;
      }
      tally.count++;
    }
  }
}

/** A mean is a float; a sum of integers wraps at 64 bits, as InfluxDB's does. */
export function resultOf(aggregate: Aggregate, { count, sum, exact, value }: Tally): FieldValue {
  switch (aggregate) {
    case "count":
      return BigInt(count);
    case "sum":
      return exact === undefined ? sum : BigInt.asIntN(64, exact);
    case "mean":
      return (exact === undefined ? sum : Number(exact)) / count;
    default:
      return value;
  }
}

function countOf({ present }: Column, from: number, to: number): number {
  if (!present) return to - from;
  let count = 0;
  for (let row = from; row < to; row++) count += present[row] ?? 0;
  return count;
}

function addSum(tally: Tally, column: Column, from: number, to: number): void {
  const { values, present } = column;
  if (!(values instanceof Float64Array)) {
    tally.exact = sumExactly(tally.exact ?? 0n, column, from, to);
    return;
  }
  let sum = 0;
  let large = false;
  for (let row = from; row < to; row++) {
    if (present && present[row] === 0) continue;
    const value = values[row] ?? 0;
    sum += value;
    if (value > sumsExactly || value < -sumsExactly) large = true;
  }
  if (column.kind === "float") tally.sum += sum;
  else tally.exact = large ? sumExactly(tally.exact ?? 0n, column, from, to) : (tally.exact ?? 0n) + BigInt(sum);
}

function sumExactly(start: bigint, column: Column, from: number, to: number): bigint {
  let sum = start;
  for (let row = from; row < to; row++) if (isPresent(column, row)) sum += BigInt(column.values[row] ?? 0);
  return sum;
}

type Choosing = "min" | "max" | "first" | "last";

/** @returns the row that counts among these, -1 when none has a value */
function choose(aggregate: Choosing, column: Column, from: number, to: number): number {
  switch (aggregate) {
    case "first":
      for (let row = from; row < to; row++) if (isPresent(column, row)) return row;
      return -1;
    case "last":
      for (let row = to - 1; row >= from; row--) if (isPresent(column, row)) return row;
      return -1;
    default:
      return extreme(column, aggregate === "min" ? 1 : -1, from, to);
  }
}

/** The earliest row with the least value, or with the greatest for a sign of -1. */
function extreme(column: Column, sign: 1 | -1, from: number, to: number): number {
  let best = -1;
  if (column.values instanceof BigInt64Array || column.kind === "string") {
    for (let row = from; row < to; row++) {
      const value = column.values[row];
      const than = column.values[best];
      if (value === undefined || !isPresent(column, row)) continue;
      if (than === undefined || (sign === 1 ? value < than : value > than)) best = row;
    }
    return best;
  }
  const { values, present } = column;
  let least = Number.POSITIVE_INFINITY;
  for (let row = from; row < to; row++) {
    const value = sign * (values[row] ?? 0);
    if (value < least && (!present || present[row] === 1)) {
      least = value;
      best = row;
    }
  }
  return best;
}

/** Among equals of several series: the earlier time for `min` and `max`, the larger value for `first` and `last`, as InfluxDB 1.x has it. */
function wins(aggregate: Choosing, value: FieldValue, timeNs: bigint, than: Tally): boolean {
  switch (aggregate) {
    case "min":
      return value < than.value || (value === than.value && timeNs < than.timeNs);
    case "max":
      return value > than.value || (value === than.value && timeNs < than.timeNs);
    case "first":
      return timeNs < than.timeNs || (timeNs === than.timeNs && value > than.value);
    case "last":
      return timeNs > than.timeNs || (timeNs === than.timeNs && value > than.value);
  }
}
