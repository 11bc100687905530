/** Several parts of one series, in one: of values with the same time and field, the one of the latest part counts. */
import { type Column, isPresent, type Rows } from "./rows.ts";

/** @param parts older ones first; together they span no more time than one part may */
export function mergeRows(parts: readonly Rows[]): Rows {
  const [only, second] = parts;
  if (only && !second) return only;
  const baseNs = parts.reduce((least, part) => (part.baseNs < least ? part.baseNs : least), only?.baseNs ?? 0n);
  const total = parts.reduce((sum, part) => sum + part.count, 0);
  const times = new Float64Array(total);
  let next = 0;
  for (const part of parts) {
    const shift = Number(part.baseNs - baseNs);
    for (let row = 0; row < part.count; row++) times[next++] = (part.offsets[row] ?? 0) + shift;
  }
  const order = new Uint32Array(total).map((_, row) => row);
  // Later parts come after earlier ones with the same time.
  if (!isAscending(times)) order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  const { offsets, ends } = groupTwins(times, order);
  const width = Math.max(0, ...parts.map(({ columns }) => columns.length));
  const columns = Array.from({ length: width }, (_, index) => mergeColumn(parts, index, order, ends));
  return { baseNs, count: offsets.length, offsets, columns };
}

/** Parts that stand one behind the other, as they do when chunks are made, need no sorting. */
function isAscending(times: Float64Array): boolean {
  for (let i = 1; i < times.length; i++) if ((times[i] ?? 0) < (times[i - 1] ?? 0)) return false;
  return true;
}

/** @returns the distinct times, and for each where its rows end in `order` */
function groupTwins(times: Float64Array, order: Uint32Array): { offsets: Float64Array; ends: Uint32Array } {
  const offsets = new Float64Array(order.length);
  const ends = new Uint32Array(order.length);
  let count = 0;
  for (const [i, row] of order.entries()) {
    const time = times[row] ?? 0;
    if (count === 0 || offsets[count - 1] !== time) offsets[count++] = time;
    ends[count - 1] = i + 1;
  }
  return { offsets: offsets.subarray(0, count), ends: ends.subarray(0, count) };
}

function mergeColumn(parts: readonly Rows[], index: number, order: Uint32Array, ends: Uint32Array): Column | undefined {
  const all = joinColumns(parts, index);
  if (!all) return undefined;
  const chosen = new Int32Array(ends.length);
  const present = new Uint8Array(ends.length);
  let from = 0;
  for (let group = 0; group < ends.length; group++) {
    const end = ends[group] ?? 0;
    let row = order[end - 1] ?? 0;
    for (let i = end - 1; i >= from; i--) {
      row = order[i] ?? 0;
      if (!isPresent(all, row)) continue;
      present[group] = 1;
      break;
    }
    chosen[group] = row;
    from = end;
  }
  const some = present.includes(0) ? { present } : {};
  switch (all.kind) {
    case "float":
      return { kind: all.kind, values: take(all.values, new Float64Array(chosen.length), chosen), ...some };
    case "integer":
      return all.values instanceof Float64Array
        ? { kind: all.kind, values: take(all.values, new Float64Array(chosen.length), chosen), ...some }
        : { kind: all.kind, values: take(all.values, new BigInt64Array(chosen.length), chosen), ...some };
    case "boolean":
      return { kind: all.kind, values: take(all.values, new Uint8Array(chosen.length), chosen), ...some };
    case "string":
      return { kind: all.kind, values: Array.from(chosen, (row) => all.values[row] ?? ""), ...some };
  }
}

interface Writable<T> {
  readonly length: number;
  [at: number]: T;
}

function take<T extends Writable<V>, V extends number | bigint>(from: T, to: T, chosen: Int32Array): T {
  for (let i = 0; i < chosen.length; i++) {
    const value = from[chosen[i] ?? 0];
    if (value !== undefined) to[i] = value;
  }
  return to;
}

/** The parts' columns one behind the other; rows of a part without it have no value. */
function joinColumns(parts: readonly Rows[], index: number): Column | undefined {
  const kind = parts.find(({ columns }) => columns[index])?.columns[index]?.kind;
  if (!kind) return undefined;
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const wide = parts.some(({ columns }) => columns[index]?.values instanceof BigInt64Array);
  const present = new Uint8Array(total);
  const doubles = kind === "float" || (kind === "integer" && !wide) ? new Float64Array(total) : undefined;
  const integers = wide ? new BigInt64Array(total) : undefined;
  const booleans = kind === "boolean" ? new Uint8Array(total) : undefined;
  const texts: string[] = kind === "string" ? new Array<string>(total).fill("") : [];
  let at = 0;
  for (const { columns, count } of parts) {
    const column = columns[index];
    for (let row = 0; column && row < count; row++) {
      if (!isPresent(column, row)) continue;
      present[at + row] = 1;
      const value = column.values[row];
      if (typeof value === "string") texts[at + row] = value;
      else if (integers) integers[at + row] = BigInt(value ?? 0);
      else if (doubles) doubles[at + row] = Number(value);
      else if (booleans) booleans[at + row] = Number(value);
    }
    at += count;
  }
  if (integers) return { kind: "integer", values: integers, present };
  if (doubles) return { kind: kind === "float" ? "float" : "integer", values: doubles, present };
  return booleans ? { kind: "boolean", values: booleans, present } : { kind: "string", values: texts, present };
}
