/**
 * Cuts a stream of bytes into MQTT control packets, section 2.2.
 * Invariants: a packet over the limit is refused from its fixed header, before any of its body is kept; memory held for an unfinished
 * packet is at most twice what has arrived of it; a packet's bytes are never reused, so views of them stay valid.
 */
export interface FrameTaker {
  /**
   * @param first the packet's first byte: type and flags
   * @param bytes holds the packet's variable header and payload from `start` up to `end`
   * @returns false to be given no more for now
   */
  frame(first: number, bytes: Buffer, start: number, end: number): boolean;
}

export type FrameTrouble = "oversized" | "bad-length";

/** Bytes of the longest fixed header. */
const headerLimit = 5;
/** The first allocation for a packet whose end has not arrived. */
const firstHold = 1024;

export class Frames {
  readonly #limitBytes: number;
  readonly #taker: FrameTaker;
  /** The start of a packet whose end has not arrived. */
  #partial: Buffer = Buffer.alloc(0);
  #partialBytes = 0;
  /** What arrived after the taker asked for no more. */
  #rest: Buffer | undefined;
  #stopped = false;

  constructor(limitBytes: number, taker: FrameTaker) {
    this.#limitBytes = limitBytes;
    this.#taker = taker;
  }

  /** @returns trouble after which the stream cannot be read any further */
  push(chunk: Buffer): FrameTrouble | undefined {
    if (this.#stopped) {
      this.#rest = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
      return undefined;
    }
    let at = 0;
    if (this.#partialBytes > 0) {
      const used = this.#finishPartial(chunk);
      if (typeof used === "string") return used;
      at = used;
    }
    return this.#cut(chunk, at);
  }

  /** Goes on after the taker had asked for no more. */
  resume(): FrameTrouble | undefined {
    if (!this.#stopped) return undefined;
    this.#stopped = false;
    const rest = this.#rest;
    this.#rest = undefined;
    return rest && this.push(rest);
  }

  #cut(chunk: Buffer, from: number): FrameTrouble | undefined {
    let at = from;
    while (at < chunk.length) {
      if (this.#stopped) {
        this.#rest = chunk.subarray(at);
        return undefined;
      }
      const size = sizeOf(chunk, at, chunk.length);
      if (size === -1) return "bad-length";
      if (size > this.#limitBytes) return "oversized";
      if (size === 0 || at + size > chunk.length) {
        this.#hold(chunk, at, chunk.length);
        return undefined;
      }
      this.#take(chunk, at, at + size);
      at += size;
    }
    return undefined;
  }

  /** @returns how many bytes of the chunk belonged to the unfinished packet */
  #finishPartial(chunk: Buffer): number | FrameTrouble {
    let at = 0;
    let size = sizeOf(this.#partial, 0, this.#partialBytes);
    while (size === 0 && at < chunk.length) {
      this.#hold(chunk, at, ++at);
      size = sizeOf(this.#partial, 0, this.#partialBytes);
    }
    if (size === -1) return "bad-length";
    if (size > this.#limitBytes) return "oversized";
    if (size === 0) return at;
    const upTo = Math.min(chunk.length, at + size - this.#partialBytes);
    this.#hold(chunk, at, upTo);
    if (this.#partialBytes === size) {
      const whole = this.#partial;
      this.#partial = Buffer.alloc(0);
      this.#partialBytes = 0;
      this.#take(whole, 0, size);
    }
    return upTo;
  }

  #take(bytes: Buffer, start: number, end: number): void {
    let body = start + 1;
    while ((bytes[body] ?? 0) & 0x80) body++;
    if (!this.#taker.frame(bytes[start] ?? 0, bytes, body + 1, end)) this.#stopped = true;
  }

  #hold(chunk: Buffer, start: number, end: number): void {
    const bytes = this.#partialBytes + end - start;
    if (bytes > this.#partial.length) {
      const grown = Buffer.allocUnsafe(Math.max(firstHold, this.#partial.length * 2, bytes));
      this.#partial.copy(grown, 0, 0, this.#partialBytes);
      this.#partial = grown;
    }
    chunk.copy(this.#partial, this.#partialBytes, start, end);
    this.#partialBytes = bytes;
  }
}

/**
 * Size of the packet at `start`, fixed header included.
 * @returns 0 when the header has not arrived whole, -1 when its length field is longer than four bytes
 */
function sizeOf(bytes: Buffer, start: number, end: number): number {
  let length = 0;
  for (let i = 1; i < headerLimit; i++) {
    if (start + i >= end) return 0;
    const byte = bytes[start + i] ?? 0;
    length += (byte & 0x7f) << (7 * (i - 1));
    if (byte < 0x80) return 1 + i + length;
  }
  return -1;
}
