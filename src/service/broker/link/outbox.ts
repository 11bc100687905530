/**
 * What leaves for one client.
 * Invariants: one write is under way at a time, and of bounded size, so that a client that takes anything shows it; `backlogBytes` counts
 * all that the client's kernel has not taken.
 */
import type { Duplex } from "node:stream";
import type { Flusher } from "./flusher.ts";

const smallest = 512;
const largest = 64 * 1024;

export class Outbox {
  readonly #socket: Duplex;
  readonly #flusher: Flusher;
  /** Called when a write is done. */
  readonly #onTaken: () => void;
  #full: Buffer[] = [];
  #tail: Buffer = Buffer.alloc(0);
  #tailBytes = 0;
  #nextSize = smallest;
  #queued = false;
  #writingBytes = 0;
  /** When the write under way began, in milliseconds of a monotonic clock; undefined when none is. */
  writingSinceMs: number | undefined;
  backlogBytes = 0;

  constructor(socket: Duplex, flusher: Flusher, onTaken: () => void) {
    this.#socket = socket;
    this.#flusher = flusher;
    this.#onTaken = onTaken;
  }

  /** @returns the buffer that the packet was copied into; it ends at `end` */
  append(packet: Buffer): Buffer {
    const at = this.#room(packet.length);
    packet.copy(this.#tail, at);
    return this.#tail;
  }

  /** A packet of a first byte, the length 2 and an identifier. */
  appendShort(first: number, id: number): void {
    const at = this.#room(4);
    this.#tail[at] = first;
    this.#tail[at + 1] = 2;
    this.#tail[at + 2] = id >> 8;
    this.#tail[at + 3] = id & 0xff;
  }

  /** Where the last packet ends. */
  get end(): number {
    return this.#tailBytes;
  }

  flush(): void {
    this.#queued = false;
    if (this.writingSinceMs !== undefined || this.backlogBytes === 0 || this.#socket.destroyed) return;
    const bytes = this.#next();
    this.#writingBytes = bytes.length;
    this.writingSinceMs = performance.now();
    this.#socket.write(bytes, (error) => {
      if (error) return;
      this.writingSinceMs = undefined;
      this.backlogBytes -= this.#writingBytes;
      this.flush();
      this.#onTaken();
    });
  }

  /** Everything that waits, for a last write. */
  drain(): Buffer {
    const rest = Buffer.concat([...this.#full, this.#tail.subarray(0, this.#tailBytes)]);
    this.#full = [];
    this.#tailBytes = 0;
    return rest;
  }

  #room(bytes: number): number {
    if (this.#tailBytes + bytes > this.#tail.length) this.#grow(bytes);
    const at = this.#tailBytes;
    this.#tailBytes += bytes;
    this.backlogBytes += bytes;
    if (!this.#queued && this.writingSinceMs === undefined) {
      this.#queued = true;
      this.#flusher.add(this);
    }
    return at;
  }

  #grow(bytes: number): void {
    if (this.#tailBytes > 0) this.#full.push(this.#tail.subarray(0, this.#tailBytes));
    this.#tail = Buffer.allocUnsafeSlow(Math.max(bytes, this.#nextSize));
    this.#tailBytes = 0;
    this.#nextSize = Math.min(largest, this.#nextSize * 2);
  }

  #next(): Buffer {
    const first = this.#full.shift();
    if (first) return first;
    const tail = this.#tail.subarray(0, this.#tailBytes);
    // The socket owns these bytes now; what is left of the buffer serves on.
    this.#tail = this.#tail.subarray(this.#tailBytes);
    this.#nextSize = Math.max(smallest, Math.min(largest, this.#tailBytes * 2));
    this.#tailBytes = 0;
    return tail;
  }
}
