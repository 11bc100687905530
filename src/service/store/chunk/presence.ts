/** Which rows of a column have a value: nothing when all have, else a bit a row. */
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { pack, unpack } from "./packed.ts";
import type { Scratch } from "./scratch.ts";

export interface Presence {
  /** A byte a row, 1 where there is a value; absent when every row has one. */
  readonly present?: Uint8Array;
  /** Rows with a value. */
  readonly filled: number;
}

export function presenceOf(present: Uint8Array | undefined, count: number): Presence {
  let filled = count;
  for (let i = 0; present && i < count; i++) if (present[i] === 0) filled--;
  return present && filled < count ? { present, filled } : { filled: count };
}

export function writePresence(to: ByteWriter, scratch: Scratch, { present }: Presence, count: number): void {
  to.u8(present ? 1 : 0);
  if (!present) return;
  scratch.bytes.clear();
  for (let i = 0; i < count; i += 8) {
    let bits = 0;
    for (let bit = 0; bit < 8 && i + bit < count; bit++) bits |= (present[i + bit] ?? 0) << bit;
    scratch.bytes.u8(bits);
  }
  pack(to, scratch.bytes.written(), "numbers");
}

export function readPresence(from: ByteReader, count: number): Presence {
  if (from.u8() === 0) return { filled: count };
  const bits = unpack(from);
  const present = new Uint8Array(count);
  let filled = 0;
  for (let i = 0; i < count; i++) {
    const bit = ((bits[i >> 3] ?? 0) >> (i & 7)) & 1;
    present[i] = bit;
    filled += bit;
  }
  return { present, filled };
}

type Numbers = Float64Array | BigInt64Array | Uint8Array;

/** The values of the rows that have one, close together; a view where all have one. */
export function gather<T extends Numbers>(values: T, { present, filled }: Presence): T {
  if (!present) return values.subarray(0, filled) as T;
  const dense = values.slice(0, filled) as T;
  let next = 0;
  for (let i = 0; i < present.length && next < filled; i++) if (present[i] === 1) dense[next++] = values[i] ?? 0;
  return dense;
}

/** The reverse of `gather`; rows without a value hold zero. */
export function spread<T extends Numbers>(values: T, { present }: Presence): T {
  if (!present) return values;
  const rows = new (values.constructor as new (length: number) => T)(present.length);
  let next = 0;
  for (let i = 0; i < present.length; i++) {
    const value = present[i] === 1 ? values[next++] : undefined;
    if (value !== undefined) rows[i] = value;
  }
  return rows;
}
