/**
 * Records in a file, each of which can be found and judged without the others: marker, length, checksum, payload.
 * Invariants: the marker is eight random bytes that stand in the file's name, so that no damaged byte hides it and no value that a
 * client writes can pass for a record; the checksum covers marker, length and payload.
 */
import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";

/** Bytes in front of a payload. */
export const frameHeadBytes = 16;

export interface Frame {
  /** Where the record starts in the file. */
  readonly at: number;
  readonly payload: Buffer;
}

/** Bytes that hold no whole record. */
export interface Gap {
  readonly at: number;
  readonly lostBytes: number;
}

export class Frames {
  readonly marker: Buffer;
  readonly #seed: number;

  constructor(marker: Buffer = randomBytes(8)) {
    this.marker = marker;
    this.#seed = crc32(marker);
  }

  /** Fills in the head, for which `frameHeadBytes` were left free at `from`; the payload follows it up to `to`. */
  seal(bytes: Buffer, from: number, to: number): void {
    const payload = bytes.subarray(from + frameHeadBytes, to);
    this.marker.copy(bytes, from);
    bytes.writeUInt32LE(payload.length, from + 8);
    bytes.writeUInt32LE(this.#checksum(payload), from + 12);
  }

  /** @returns undefined when no whole and sound record stands there */
  payloadAt(bytes: Buffer, at: number): Buffer | undefined {
    const from = at + frameHeadBytes;
    if (at < 0 || from > bytes.length || this.marker.compare(bytes, at, at + 8) !== 0) return undefined;
    const end = from + bytes.readUInt32LE(at + 8);
    if (end > bytes.length) return undefined;
    const payload = bytes.subarray(from, end);
    return bytes.readUInt32LE(at + 12) === this.#checksum(payload) ? payload : undefined;
  }

  /** All records, and the gaps between them. After damage it goes on at the next marker that a sound record follows. */
  *scan(bytes: Buffer): Generator<Frame | Gap> {
    let at = 0;
    let gapFrom = -1;
    while (at < bytes.length) {
      const payload = this.payloadAt(bytes, at);
      if (!payload) {
        if (gapFrom < 0) gapFrom = at;
        const next = bytes.indexOf(this.marker, at + 1);
        at = next < 0 ? bytes.length : next;
        continue;
      }
      if (gapFrom >= 0) yield { at: gapFrom, lostBytes: at - gapFrom };
      gapFrom = -1;
      yield { at, payload };
      at += frameHeadBytes + payload.length;
    }
    if (gapFrom >= 0) yield { at: gapFrom, lostBytes: bytes.length - gapFrom };
  }

  #checksum(payload: Buffer): number {
    return crc32(payload, (this.#seed ^ payload.length) >>> 0);
  }
}
