import type { FieldValue } from "../../point.ts";

/** A bigint is an integer; a time is nanoseconds since the epoch. */
export type Cell = FieldValue | null;

/** A table, as InfluxDB 1.x answers them. */
export interface Series {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  /** With a column `time`, that cell is nanoseconds since the epoch. */
  readonly values: readonly (readonly Cell[])[];
}

/** The answer to one statement. */
export type Result = { readonly series: readonly Series[] } | { readonly error: string };

/** Cells of one answer; more would fill the memory of a small machine. Ask for less, or with LIMIT. */
export const cellLimit = 5_000_000;

export class TooMuch extends Error {
  constructor() {
    super(`the answer has more than ${cellLimit} cells: ask for a shorter time, for wider intervals, or with LIMIT`);
  }
}
