/**
 * Rows that are only in memory and in the log: those of the present log files, and those that are being folded into chunks.
 * Invariant: what is folding does not change any more, and is given up only when its chunks are there.
 */
import type { LogName } from "../disk/file-name.ts";
import type { Series } from "./series.ts";

export interface Folding {
  readonly series: readonly Series[];
  /** The log files that hold the same rows. */
  readonly logs: readonly LogName[];
}

export class Memory {
  /** Series with rows in memory. */
  readonly touched = new Set<Series>();
  /** Bytes that these rows take. */
  bytes = 0;
  /** Log files that hold these rows, oldest first. */
  logs: LogName[] = [];
  folding: Folding | undefined;

  /** From here on new rows belong to a new log file. */
  freeze(): void {
    const series = [...this.touched];
    for (const one of series) one.freeze();
    this.folding = { series, logs: this.logs };
    this.touched.clear();
    this.bytes = 0;
    this.logs = [];
  }

  /** The folded rows are chunks now. */
  thaw(): void {
    for (const series of this.folding?.series ?? []) series.thaw();
    this.folding = undefined;
  }
}
