/**
 * Whole numbers in as many bits as the largest of each block needs: quicker to read than anything that deflate makes, since a call to
 * it costs more than a whole chunk here.
 * A block: its width in bits, then its numbers, lowest bits first.
 */
import { type ByteReader, type ByteWriter, damaged } from "./bytes.ts";

const blockNumbers = 64;
/** Widths that fit the 32-bit integers of the inner loop, whatever bits of the byte before are left over. */
const widthLimit = 24;

/** @returns bytes that `writeBits` would take, infinite when a number is too large for it */
export function bitsSize(codes: Float64Array): number {
  let bytes = 0;
  for (let from = 0; from < codes.length; from += blockNumbers) {
    const to = Math.min(from + blockNumbers, codes.length);
    const width = widthOf(codes, from, to);
    if (width > widthLimit) return Number.POSITIVE_INFINITY;
    bytes += 1 + Math.ceil(((to - from) * width) / 8);
  }
  return bytes;
}

/** @param codes whole numbers from 0 to 2^24 - 1 */
export function writeBits(to: ByteWriter, codes: Float64Array): void {
  for (let from = 0; from < codes.length; from += blockNumbers) {
    const end = Math.min(from + blockNumbers, codes.length);
    const width = widthOf(codes, from, end);
    to.u8(width);
    let held = 0;
    let bits = 0;
    for (let i = from; i < end; i++) {
      held |= (codes[i] ?? 0) << bits;
      bits += width;
      for (; bits >= 8; bits -= 8) {
        to.u8(held & 255);
        held >>>= 8;
      }
    }
    if (bits > 0) to.u8(held);
  }
}

/**
 * The inner loop of every query: from bits to zigzag codes, to numbers, to the sums that these are the differences of.
 * @param order how often neighbours were subtracted: 0, 1 or 2
 */
export function readBits(from: ByteReader, values: Float64Array, order: number): void {
  const { bytes } = from;
  let value = 0;
  let step = 0;
  for (let start = 0; start < values.length; start += blockNumbers) {
    const end = Math.min(start + blockNumbers, values.length);
    const width = from.u8();
    if (width > widthLimit) throw damaged("numbers of the store in too many bits");
    let at = from.skip(Math.ceil(((end - start) * width) / 8));
    const mask = (1 << width) - 1;
    let held = 0;
    let bits = 0;
    for (let i = start; i < end; i++) {
      for (; bits < width; bits += 8) held |= (bytes[at++] ?? 0) << bits;
      const code = held & mask;
      held >>>= width;
      bits -= width;
      const number = (code >>> 1) ^ -(code & 1);
      if (order === 2) {
        step += number;
        value += step;
      } else if (order === 1) value += number;
      else value = number;
      values[i] = value;
    }
  }
}

function widthOf(codes: Float64Array, from: number, to: number): number {
  let largest = 0;
  for (let i = from; i < to; i++) largest = Math.max(largest, codes[i] ?? 0);
  return largest < 2 ** widthLimit ? 32 - Math.clz32(largest) : widthLimit + 1;
}
