/**
 * Series of whole numbers as few bytes: differences of neighbours, or of these differences, zigzag, packed by the bit or deflated.
 * Invariant: numbers lie within ±`wholeLimit`, so that differences of differences are exact as doubles and as varints.
 */
import { bitsSize, readBits, writeBits } from "./bit-pack.ts";
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";
import { pack, unpack } from "./packed.ts";
import type { Scratch } from "./scratch.ts";

/** ±2^50: two differences double it twice, and zigzag once more, up to the 2^53 that a varint carries. */
export const wholeLimit = 2 ** 50;

/** How often neighbours are subtracted; `straight` is a line that its first two numbers say all about. */
const straight = 3;
/** Added to the order where the codes are packed by the bit, not deflated. */
const byBits = 4;
/** Numbers looked at to find out which order fits best. */
const sampled = 256;
/** Deflate must save so much over packing by the bit, which is read several times as fast. */
const worthDeflating = 0.6;

export function writeWholeNumbers(to: ByteWriter, scratch: Scratch, values: Float64Array, count: number): void {
  if (isStraight(values, count)) {
    to.u8(straight);
    to.varint(zigzag(values[0] ?? 0));
    to.varint(zigzag((values[1] ?? values[0] ?? 0) - (values[0] ?? 0)));
    return;
  }
  const { order, bitsEach } = bestOrder(values, Math.min(count, sampled));
  const codes = codesOf(values, scratch.codes.subarray(0, count), order);
  const packedBytes = bitsSize(codes);
  const start = to.length;
  // Where most numbers need about as many bits as the largest one, deflate has nothing to gain; where most are zero, it has.
  if (bitsEach < 0.5 || packedBytes * 8 > count * (1 + bitsEach) * 1.5) {
    scratch.bytes.clear();
    for (const code of codes) scratch.bytes.varint(code);
    to.u8(order);
    pack(to, scratch.bytes.written(), "numbers");
    if (to.length - start < packedBytes * worthDeflating) return;
    to.clear(start);
  }
  to.u8(order + byBits);
  writeBits(to, codes);
}

export function readWholeNumbers(from: ByteReader, count: number): Float64Array {
  const how = from.u8();
  const values = new Float64Array(count);
  if (how === straight) {
    const first = unzigzag(from.varint());
    const step = unzigzag(from.varint());
    for (let i = 0; i < count; i++) values[i] = first + i * step;
    return values;
  }
  const order = how % byBits;
  if (how >= 2 * byBits || order === straight) throw damaged("numbers of the store in an unknown order");
  if (how >= byBits) readBits(from, values, order);
  else {
    readVarints(unpack(from), values);
    sumUp(values, order);
  }
  return values;
}

function codesOf(values: Float64Array, codes: Float64Array, order: number): Float64Array {
  let last = 0;
  let lastStep = 0;
  for (let i = 0; i < codes.length; i++) {
    const value = values[i] ?? 0;
    const step = value - last;
    codes[i] = zigzag(order === 0 ? value : order === 1 ? step : step - lastStep);
    last = value;
    lastStep = step;
  }
  return codes;
}

/** From codes to numbers, in place. */
function sumUp(codes: Float64Array, order: number): void {
  let value = 0;
  let step = 0;
  for (let i = 0; i < codes.length; i++) {
    const number = unzigzag(codes[i] ?? 0);
    if (order === 2) step += number;
    value = order === 0 ? number : value + (order === 1 ? number : step);
    codes[i] = value;
  }
}

function readVarints(bytes: Buffer, codes: Float64Array): void {
  let at = 0;
  for (let i = 0; i < codes.length; i++) {
    let byte = bytes[at++] ?? 0;
    let code = byte & 127;
    for (let scale = 128; byte >= 128; scale *= 128) {
      byte = bytes[at++] ?? 0;
      code += (byte & 127) * scale;
    }
    codes[i] = code;
  }
  if (at !== bytes.length) throw damaged("numbers of the store do not fill their bytes");
}

function isStraight(values: Float64Array, count: number): boolean {
  const step = (values[1] ?? 0) - (values[0] ?? 0);
  for (let i = 2; i < count; i++) if ((values[i] ?? 0) - (values[i - 1] ?? 0) !== step) return false;
  return true;
}

/** @returns the order whose numbers are the smallest, and how many bits they have on average, without a sign */
function bestOrder(values: Float64Array, count: number): { order: number; bitsEach: number } {
  let plain = 0;
  let steps = 0;
  let bends = 0;
  let last = values[0] ?? 0;
  let lastStep = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i] ?? 0;
    const step = value - last;
    plain += Math.log2(1 + Math.abs(value));
    steps += Math.log2(1 + Math.abs(step));
    bends += Math.log2(1 + Math.abs(step - lastStep));
    last = value;
    lastStep = step;
  }
  const least = Math.min(plain, steps, bends);
  return { order: least === plain ? 0 : least === steps ? 1 : 2, bitsEach: least / count };
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (code: number): number => (code % 2 === 0 ? code / 2 : -(code + 1) / 2);
