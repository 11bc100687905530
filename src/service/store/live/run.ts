/**
 * Rows of one series in memory, in the order they came: a line of cells a row, its time first.
 * Invariants: times lie within ±`reachNs` of the first row's; a cell without a value is NaN, which no field can hold; what does not
 * fit a cell (strings, integers that a double does not hold) stands aside, and the cell says where.
 */
import type { FieldValue } from "../../point.ts";
import type { Field } from "../chunk/key.ts";
import { type Column, type Rows, spanLimitNs } from "../chunk/rows.ts";
import { wholeLimit } from "../chunk/whole-numbers.ts";

const reachNs = spanLimitNs / 2;
/** A cell from here on is the place of an integer that stands aside. */
const asideFrom = 2 ** 52;

export class Run {
  readonly baseNs: bigint;
  /** A field's place in a row, without the time. */
  readonly fields: readonly Field[];
  count = 0;
  minOffset = 0;
  maxOffset = 0;
  readonly #stride: number;
  readonly #limit: number;
  #aside: (string | bigint)[] | undefined;
  #cells: Float64Array;
  #ascending = true;
  #sorted: { readonly cells: Float64Array; readonly count: number; readonly of: number } | undefined;

  /** @param expected rows that there is room for from the start */
  constructor(fields: readonly Field[], baseNs: bigint, limit: number, expected: number) {
    this.fields = fields;
    this.baseNs = baseNs;
    this.#stride = fields.length + 1;
    this.#limit = limit;
    this.#cells = new Float64Array(this.#stride * Math.max(2, Math.min(limit, expected)));
  }

  get minNs(): bigint {
    return this.baseNs + BigInt(this.minOffset);
  }

  get maxNs(): bigint {
    return this.baseNs + BigInt(this.maxOffset);
  }

  takes(offset: number): boolean {
    return this.count < this.#limit && offset <= reachNs && offset >= -reachNs;
  }

  /** Begins a row without values. @returns where its first field's cell is */
  begin(offset: number): number {
    const at = this.count * this.#stride;
    const end = at + this.#stride;
    if (end > this.#cells.length) this.#grow(end);
    const cells = this.#cells;
    if (this.count > 0 && offset <= (cells[at - this.#stride] ?? 0)) this.#ascending = false;
    cells[at] = offset;
    for (let i = at + 1; i < end; i++) cells[i] = Number.NaN;
    if (offset < this.minOffset) this.minOffset = offset;
    if (offset > this.maxOffset) this.maxOffset = offset;
    this.count++;
    return at + 1;
  }

  put(at: number, value: FieldValue): void {
    const cells = this.#cells;
    if (typeof value === "number") cells[at] = value;
    else if (typeof value === "boolean") cells[at] = value ? 1 : 0;
    else if (typeof value === "bigint") {
      const double = Number(value);
      cells[at] = double <= wholeLimit && double >= -wholeLimit ? double : asideFrom + this.#putAside(value);
    } else {
      const before = cells[at - this.#stride];
      const same = before !== undefined && this.#aside?.[before] === value;
      cells[at] = same ? before : this.#putAside(value);
    }
  }

  /** @param wanted index of a field's column, or undefined for one that is not wanted */
  rows(wanted: (field: Field) => number | undefined, fromNs: bigint, toNs: bigint): Rows {
    const { cells, count } = this.#inOrder();
    const from = this.#firstAtOrAfter(cells, count, Number(fromNs - this.baseNs));
    const to = this.#firstAtOrAfter(cells, count, Number(toNs - this.baseNs));
    const columns: (Column | undefined)[] = [];
    for (const [slot, field] of this.fields.entries()) {
      const index = wanted(field);
      if (index === undefined) continue;
      const column = this.#typed(field, this.#column(cells, slot + 1, from, to));
      if (column) columns[index] = column;
    }
    return { baseNs: this.baseNs, count: to - from, offsets: this.#column(cells, 0, from, to), columns };
  }

  #column(cells: Float64Array, slot: number, from: number, to: number): Float64Array {
    const values = new Float64Array(to - from);
    for (let row = from, at = from * this.#stride + slot; row < to; row++, at += this.#stride) {
      values[row - from] = cells[at] ?? Number.NaN;
    }
    return values;
  }

  /** @returns undefined when no row has a value */
  #typed(field: Field, cells: Float64Array): Column | undefined {
    const here = new Uint8Array(cells.length);
    let filled = 0;
    for (let i = 0; i < cells.length; i++) {
      if (Number.isNaN(cells[i])) continue;
      here[i] = 1;
      filled++;
    }
    if (filled === 0) return undefined;
    const present = filled === cells.length ? undefined : { present: here };
    switch (field.kind) {
      case "float":
        return { kind: "float", values: cells, ...present };
      case "boolean":
        return { kind: "boolean", values: new Uint8Array(cells), ...present };
      case "string":
        return { kind: "string", values: Array.from(cells, (cell) => String(this.#aside?.[cell] ?? "")), ...present };
      case "integer": {
        if (!cells.some((cell) => cell >= asideFrom)) return { kind: "integer", values: cells, ...present };
        const wide = BigInt64Array.from(Array.from(cells, (cell) => this.#integer(cell)));
        return { kind: "integer", values: wide, ...present };
      }
    }
  }

  #integer(cell: number): bigint {
    return BigInt(cell >= asideFrom ? (this.#aside?.[cell - asideFrom] ?? 0) : Number.isNaN(cell) ? 0 : cell);
  }

  /** Rows in strictly increasing time; of rows with the same time, each field's last value. */
  #inOrder(): { readonly cells: Float64Array; readonly count: number } {
    if (this.#ascending) return { cells: this.#cells, count: this.count };
    if (this.#sorted?.of === this.count) return this.#sorted;
    const stride = this.#stride;
    const from = this.#cells;
    const offsetOf = (row: number) => from[row * stride] ?? 0;
    const order = Uint32Array.from({ length: this.count }, (_, row) => row);
    order.sort((a, b) => offsetOf(a) - offsetOf(b) || a - b);
    const cells = new Float64Array(this.count * stride);
    let end = 0;
    for (const row of order) {
      const twin = end > 0 && cells[end - stride] === offsetOf(row);
      const to = twin ? end - stride : end;
      for (let i = 0; i < stride; i++) {
        const cell = from[row * stride + i] ?? Number.NaN;
        if (!twin || !Number.isNaN(cell)) cells[to + i] = cell;
      }
      end = to + stride;
    }
    this.#sorted = { cells, count: end / stride, of: this.count };
    return this.#sorted;
  }

  #firstAtOrAfter(cells: Float64Array, count: number, offset: number): number {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((cells[middle * this.#stride] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #putAside(value: string | bigint): number {
    this.#aside ??= [];
    return this.#aside.push(value) - 1;
  }

  #grow(cells: number): void {
    const grown = new Float64Array(Math.min(Math.max(cells, this.#cells.length * 2), this.#limit * this.#stride));
    grown.set(this.#cells);
    this.#cells = grown;
  }
}
