/**
 * Floats as bytes. Short decimals, as sensors send them, become whole numbers and a power of ten; the others lie byte plane by
 * byte plane, so that signs and exponents, much alike, come to lie together.
 * Invariant: what is read is bit for bit what was written.
 */
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";
import { pack, unpack } from "./packed.ts";
import type { Scratch } from "./scratch.ts";
import { readWholeNumbers, wholeLimit, writeWholeNumbers } from "./whole-numbers.ts";

/** Decimals that are tried. A whole number below 2^53 divided by such a power of ten is rounded once: it is the decimal's own double. */
const decimalsLimit = 9;
const planes = 255;

export function writeFloats(to: ByteWriter, scratch: Scratch, values: Float64Array): void {
  const decimals = decimalsOf(values);
  to.u8(decimals);
  if (decimals === planes) {
    writePlanes(to, scratch, values);
  } else {
    const scale = 10 ** decimals;
    for (let i = 0; i < values.length; i++) scratch.numbers[i] = Math.round((values[i] ?? 0) * scale);
    writeWholeNumbers(to, scratch, scratch.numbers, values.length);
  }
}

export function readFloats(from: ByteReader, count: number): Float64Array {
  const decimals = from.u8();
  if (decimals === planes) return new Float64Array(readPlanes(from, count));
  if (decimals > decimalsLimit) throw damaged("floats of the store with too many decimals");
  const values = readWholeNumbers(from, count);
  const scale = 10 ** decimals;
  if (scale !== 1) for (let i = 0; i < count; i++) values[i] = (values[i] ?? 0) / scale;
  return values;
}

/** The least number of decimals that gives each value back, or `planes`. */
function decimalsOf(values: Float64Array): number {
  let decimals = 0;
  let scale = 1;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (Object.is(value, -0)) return planes;
    while (Math.round(value * scale) / scale !== value) {
      if (++decimals > decimalsLimit) return planes;
      scale = 10 ** decimals;
    }
    largest = Math.max(largest, Math.abs(value));
  }
  // Values seen early had fewer decimals then; scaled up they are as exact, as long as they stay whole numbers of a double.
  return largest * scale <= wholeLimit ? decimals : planes;
}

export function writePlanes(to: ByteWriter, scratch: Scratch, values: Float64Array | BigInt64Array): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  scratch.bytes.clear();
  for (let plane = 0; plane < 8; plane++) {
    for (let at = plane; at < bytes.length; at += 8) scratch.bytes.u8(bytes[at] ?? 0);
  }
  pack(to, scratch.bytes.written(), "numbers");
}

export function readPlanes(from: ByteReader, count: number): ArrayBuffer {
  const packed = unpack(from);
  if (packed.length !== count * 8) throw damaged("values of the store do not fill their bytes");
  const bytes = new Uint8Array(count * 8);
  let next = 0;
  for (let plane = 0; plane < 8; plane++) {
    for (let at = plane; at < bytes.length; at += 8) bytes[at] = packed[next++] ?? 0;
  }
  return bytes.buffer;
}
