/**
 * Little-endian bytes, written to and read from one growing buffer.
 * Invariant: a reader never looks beyond its end; what does not fit is damage, said by a Fault, never garbage.
 */
import { Fault } from "../../../model/fault.ts";

/** Largest number that a varint may carry: beyond it doubles are no longer exact. */
const varintLimit = 2 ** 53;

export class ByteWriter {
  length = 0;
  #bytes: Buffer;
  #view: DataView;

  constructor(capacityBytes: number) {
    this.#bytes = Buffer.allocUnsafeSlow(capacityBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What was written so far: a view, valid until the next write or `clear`. */
  written(from = 0): Buffer {
    return this.#bytes.subarray(from, this.length);
  }

  /** Goes back to `length`; memory beyond `keepBytes` is given up, so that one large batch does not stay resident. */
  clear(length = 0, keepBytes = Number.POSITIVE_INFINITY): void {
    this.length = length;
    if (this.#bytes.length <= keepBytes) return;
    this.#bytes = Buffer.allocUnsafeSlow(keepBytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.length, value, true);
    this.length += 4;
  }

  /** Leaves bytes free, to be filled in later. */
  skip(length: number): void {
    this.#reserve(length);
    this.length += length;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  i64(value: bigint): void {
    this.#reserve(8);
    this.#view.setBigInt64(this.length, value, true);
    this.length += 8;
  }

  /** @param value a whole number from 0 to `varintLimit` */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x8000_0000) {
      this.#bytes[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#bytes[this.length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.length++] = rest;
  }

  /** UTF-8 with its length in front. */
  text(value: string): void {
    // A UTF-16 unit takes three bytes at the most; short texts, nearly all, need no measuring beforehand.
    if (value.length <= 42) {
      this.#reserve(value.length * 3 + 1);
      const bytes = this.#bytes.write(value, this.length + 1);
      this.#bytes[this.length] = bytes;
      this.length += bytes + 1;
      return;
    }
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    this.#reserve(bytes);
    this.#bytes.write(value, this.length);
    this.length += bytes;
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.length + more));
    this.#bytes.copy(grown, 0, 0, this.length);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}

export class ByteReader {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  u8(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw damaged();
    return value;
  }

  u32(): number {
    return this.bytes.readUInt32LE(this.skip(4));
  }

  f64(): number {
    return this.bytes.readDoubleLE(this.skip(8));
  }

  i64(): bigint {
    return this.bytes.readBigInt64LE(this.skip(8));
  }

  varint(): number {
    let value = 0;
    for (let scale = 1; scale < varintLimit; scale *= 128) {
      const byte = this.u8();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw damaged();
  }

  text(): string {
    const bytes = this.varint();
    const from = this.skip(bytes);
    return this.bytes.toString("utf8", from, from + bytes);
  }

  /** A view, not a copy. */
  raw(length: number): Buffer {
    const from = this.skip(length);
    return this.bytes.subarray(from, from + length);
  }

  /** Goes past bytes that are there. @returns where they start in `bytes` */
  skip(length: number): number {
    const from = this.at;
    if (from + length > this.bytes.length) throw damaged();
    this.at = from + length;
    return from;
  }
}

export function damaged(what = "a record of the store ends before its content does"): Fault {
  return new Fault("store-damaged", what, "Restore the data directory from a backup if the lost points matter.");
}
