/**
 * Frames of the on-disk buffer: two bytes of magic, kind (1), length of the body (4, big-endian), CRC-32 of kind, length and body (4), body.
 * Invariant: whatever the bytes are, every whole frame among them is found: a torn tail or a flipped byte costs the frames it
 * touches and no other.
 */
import { crc32 } from "node:zlib";

const magic = Buffer.from([0xe7, 0x1d]);
const headBytes = 11;
const chunkBytes = 64 * 1024;

export interface Frame {
  readonly kind: number;
  readonly body: Buffer;
  /** Offset of what comes after it. */
  readonly end: number;
}

/** What frames are read from. */
export interface Bytes {
  readonly size: number;
  /** May return fewer bytes than asked for, but none only at the end. */
  read(offset: number, length: number): Buffer;
}

/** @param kind 0 to 255 */
export function packFrame(kind: number, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  magic.copy(frame);
  frame.writeUInt8(kind, 2);
  frame.writeUInt32BE(body.length, 3);
  frame.set(body, headBytes);
  frame.writeUInt32BE(crcOf(frame), 7);
  return frame;
}

/** @param skipped is told of bytes that belong to no whole frame */
export function* framesIn(bytes: Bytes, from: number, skipped: (bytes: number) => void): Generator<Frame> {
  let chunk: Buffer = Buffer.alloc(0);
  let base = from;
  let at = from;
  const fill = (needBytes: number) => {
    if (at + needBytes <= base + chunk.length) return;
    base = at;
    chunk = bytes.read(at, Math.min(Math.max(needBytes, chunkBytes), bytes.size - at));
  };
  while (at < bytes.size) {
    fill(headBytes);
    if (chunk.length === 0) return skipped(bytes.size - at); // cut short behind our back
    const bodyBytes = lengthAt(chunk, at - base);
    const whole = headBytes + (bodyBytes ?? 0);
    if (bodyBytes !== undefined && at + whole <= bytes.size) {
      fill(whole);
      const frame = chunk.subarray(at - base, at - base + whole);
      if (frame.length === whole && crcOf(frame) === frame.readUInt32BE(7)) {
        at += whole;
        yield { kind: frame.readUInt8(2), body: frame.subarray(headBytes), end: at };
        continue;
      }
    }
    const next = chunk.indexOf(magic, at - base + 1);
    // A magic number may begin on the chunk's last byte.
    const to = next >= 0 ? base + next : Math.max(at + 1, base + chunk.length - 1);
    skipped(Math.min(to, bytes.size) - at);
    at = to;
  }
}

function lengthAt(chunk: Buffer, at: number): number | undefined {
  if (at + headBytes > chunk.length || chunk[at] !== magic[0] || chunk[at + 1] !== magic[1]) return undefined;
  return chunk.readUInt32BE(at + 3);
}

function crcOf(frame: Buffer): number {
  return crc32(frame.subarray(headBytes), crc32(frame.subarray(2, 7)));
}
