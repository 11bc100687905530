/** Values of one field, taken together by bucket of time. Independent of the order in which rows come, but for the rounding of sums. */
import type { FieldValue } from "../../point.ts";
import { type Column, type Rows, timeAt } from "../chunk/rows.ts";
import type { Aggregate } from "../contract.ts";
import { resultOf, type Tally, take } from "./tally.ts";

export interface Bucketing {
  readonly everyNs: bigint;
  readonly offsetNs: bigint;
}

export class Buckets {
  readonly #aggregate: Aggregate;
  readonly #bucketing: Bucketing | undefined;
  readonly #tallies = new Map<bigint, Tally>();
  #last: Tally | undefined;

  /** @param bucketing absent: one bucket for all */
  constructor(aggregate: Aggregate, bucketing?: Bucketing) {
    this.#aggregate = aggregate;
    this.#bucketing = bucketing;
  }

  get size(): number {
    return this.#tallies.size;
  }

  add(rows: Rows, column: Column): void {
    if (!this.#bucketing) {
      take(this.#aggregate, this.#tallyAt(0n), rows, column, 0, rows.count);
      return;
    }
    const { everyNs, offsetNs } = this.#bucketing;
    for (let from = 0; from < rows.count; ) {
      const startNs = bucketStart(timeAt(rows, from), everyNs, offsetNs);
      // Offsets of rows are well below 2^53, so that a bucket's end beyond that may be rounded without harm.
      const end = Number(startNs + everyNs - rows.baseNs);
      let to = from + 1;
      while (to < rows.count && (rows.offsets[to] ?? 0) < end) to++;
      take(this.#aggregate, this.#tallyAt(startNs), rows, column, from, to);
      from = to;
    }
  }

  /** In order of time, without the buckets that have no value. */
  results(): { readonly startNs: bigint; readonly timeNs: bigint; readonly value: FieldValue }[] {
    return [...this.#tallies.values()]
      .filter(({ count }) => count > 0)
      .sort((a, b) => (a.startNs < b.startNs ? -1 : 1))
      .map((tally) => ({ startNs: tally.startNs, timeNs: tally.timeNs, value: resultOf(this.#aggregate, tally) }));
  }

  #tallyAt(startNs: bigint): Tally {
    if (this.#last?.startNs === startNs) return this.#last;
    let tally = this.#tallies.get(startNs);
    if (!tally) {
      tally = { startNs, count: 0, sum: 0, exact: undefined, value: 0, timeNs: 0n };
      this.#tallies.set(startNs, tally);
    }
    this.#last = tally;
    return tally;
  }
}

/** Buckets start at multiples of their width since the epoch, plus the offset. */
function bucketStart(timeNs: bigint, everyNs: bigint, offsetNs: bigint): bigint {
  const into = (timeNs - offsetNs) % everyNs;
  return timeNs - (into < 0n ? into + everyNs : into);
}
