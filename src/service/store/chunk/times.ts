/** A column of times: offsets from the first row, in the coarsest unit that loses nothing. */
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";
import type { Rows } from "./rows.ts";
import type { Scratch } from "./scratch.ts";
import { readWholeNumbers, writeWholeNumbers } from "./whole-numbers.ts";

/** Units that clocks tick in: times in milliseconds need no bytes for their microseconds. */
const units = [1_000_000_000, 1_000_000, 1_000, 1] as const;

export function writeTimes(to: ByteWriter, scratch: Scratch, { offsets, count }: Rows): void {
  const first = offsets[0] ?? 0;
  let unit = 0;
  for (let i = 0; i < count; i++) {
    const offset = (offsets[i] ?? 0) - first;
    while (Math.round(offset / (units[unit] ?? 1)) * (units[unit] ?? 1) !== offset) unit++;
  }
  const scale = units[unit] ?? 1;
  to.u8(unit);
  for (let i = 0; i < count; i++) scratch.numbers[i] = Math.round(((offsets[i] ?? 0) - first) / scale);
  writeWholeNumbers(to, scratch, scratch.numbers, count);
}

export function readTimes(from: ByteReader, count: number): Float64Array {
  const scale = units[from.u8()];
  if (scale === undefined) throw damaged("times of the store in an unknown unit");
  const offsets = readWholeNumbers(from, count);
  if (scale !== 1) for (let i = 0; i < count; i++) offsets[i] = (offsets[i] ?? 0) * scale;
  return offsets;
}
