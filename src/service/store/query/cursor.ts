/** Walks through the rows of one series that have at least one of the fields wanted. */
import type { FieldValue } from "../../point.ts";
import { isPresent, type Rows, timeAt, valueAt } from "../chunk/rows.ts";
import type { Series } from "../live/series.ts";

export class Cursor {
  readonly series: Series;
  /** Time of the row that it stands on. */
  timeNs = 0n;
  readonly #items: AsyncGenerator<Rows>;
  readonly #width: number;
  readonly #descending: boolean;
  #rows: Rows | undefined;
  #row = 0;

  /** @param items rows with the fields wanted in columns 0 to `width`, batch by batch */
  constructor(series: Series, items: AsyncGenerator<Rows>, width: number, descending: boolean) {
    this.series = series;
    this.#items = items;
    this.#width = width;
    this.#descending = descending;
  }

  /** Goes to the next row. @returns false when there is none; a promise only where a chunk must be read first */
  next(): boolean | Promise<boolean> {
    return this.#step() || this.#load();
  }

  values(): (FieldValue | null)[] {
    return Array.from({ length: this.#width }, (_, i) => {
      const column = this.#rows?.columns[i];
      return column ? valueAt(column, this.#row) : null;
    });
  }

  close(): Promise<unknown> {
    return this.#items.return(undefined);
  }

  async #load(): Promise<boolean> {
    for (;;) {
      const { value, done } = await this.#items.next();
      if (done) return false;
      this.#rows = value;
      this.#row = this.#descending ? value.count : -1;
      if (this.#step()) return true;
    }
  }

  #step(): boolean {
    const rows = this.#rows;
    if (!rows) return false;
    const step = this.#descending ? -1 : 1;
    for (this.#row += step; this.#row >= 0 && this.#row < rows.count; this.#row += step) {
      if (!rows.columns.some((column) => column && isPresent(column, this.#row))) continue;
      this.timeNs = timeAt(rows, this.#row);
      return true;
    }
    this.#rows = undefined;
    return false;
  }
}
