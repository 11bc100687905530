/**
 * Messages between the sources and the broker: bounded, ordered, on disk.
 *
 * Invariants
 * - What `append` took survives `kill -9` at once, and a power cut after the next `flush`; it is given out, in order, until it is
 *   acknowledged. After a crash a message may be given out once more (acknowledgements are written down by `flush`), never less.
 * - Numbers of a topic go on over restarts.
 * - When the bound is reached the oldest segment goes (telemetry wants the newest), and its unacknowledged messages count as dropped,
 *   also those that were in flight and may yet arrive. The receiver sees the gap in the numbers.
 * - A disk that refuses (full, read-only, gone) moves the newest messages into bounded memory and is tried again later; these do not
 *   survive a crash, and their numbers may then be given again.
 */
import { Chain, reasonOf } from "./chain.ts";
import { newSegmentFile, type Recovered, recover, type Segment } from "./directory.ts";
import { entryOf, type Mark, type MessageEntry, packEntry } from "./entry.ts";
import { framesIn } from "./frame.ts";
import { emptyLedger, enter, type Ledger, seqOf, stateOf } from "./ledger.ts";
import type { Store } from "./store.ts";

export interface OutboxOptions {
  readonly dir: string;
  /** Bound of all that is kept, framing included, in bytes. */
  readonly limitBytes: number;
  /** Bound of what lies in memory while the disk refuses, in bytes. */
  readonly memoryBytes: number;
  /** How long a disk that refused is left alone, in milliseconds. */
  readonly diskAgainMs: number;
  /** Longest time between syncs while nothing waits, in milliseconds: flash wears out. */
  readonly restMs: number;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed: () => number;
  /** Told what a person should know. */
  readonly say: (what: string) => void;
}

/** Messages given out, and the index to go on from. */
export interface Batch {
  readonly messages: readonly MessageEntry[];
  readonly next: number;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #ledger: Ledger;
  readonly #chain: Chain;
  #ackedOnDisk: number;
  #dropped = 0;
  #damagedBytes: number;
  #syncedAt = Number.NEGATIVE_INFINITY;
  #cursor: { readonly segment: Segment; readonly offset: number; readonly index: number } | undefined;

  /** @param newFile makes the file with this number; throws the system's error when it cannot */
  constructor(options: OutboxOptions, newFile: (dir: string, number: number) => Store = newSegmentFile) {
    const found = opened(options);
    let number = found.number;
    this.#options = options;
    this.#ledger = found.ledger;
    this.#ackedOnDisk = found.ledger.acked;
    this.#damagedBytes = found.damagedBytes;
    this.#chain = new Chain(found.segments, {
      ...options,
      newFile: () => newFile(options.dir, number++),
      stateFrame: () => packEntry(stateOf(this.#ledger)),
      dropped: (segment) => this.#countDropped(segment),
    });
    if (found.error !== undefined) this.#chain.refused(found.error);
  }

  /**
   * Numbers a message and takes it in. A message that alone exceeds half the bound is dropped; its number is used up.
   * @param encode makes the payload, given its number
   */
  append(topic: string, mark: Mark | undefined, encode: (seq: number) => Buffer): void {
    const seq = seqOf(this.#ledger, topic);
    const message: MessageEntry = { is: "message", index: this.#ledger.next, seq, topic, payload: encode(seq) };
    const entry = mark ? { ...message, mark } : message;
    const frame = packEntry(entry);
    if (frame.length > this.#options.limitBytes / 2) {
      this.#dropped++;
      this.#options.say(
        `a message of ${frame.length} bytes does not fit the buffer of ${this.#options.limitBytes}: dropped`,
      );
    } else {
      this.#chain.write(frame, entry.index);
    }
    enter(this.#ledger, entry);
  }

  /** Unacknowledged messages with an index of `from` or above, oldest first: at least one if there is any. */
  read(from: number, limit: { readonly messages: number; readonly bytes: number }): Batch {
    const messages: MessageEntry[] = [];
    let room = limit.bytes;
    let at = Math.max(from, this.#ledger.acked);
    for (const segment of this.#chain.segments) {
      if (segment.next <= at) continue;
      for (const message of this.#messagesIn(segment, at)) {
        room -= message.payload.length;
        if (messages.length > 0 && (room < 0 || messages.length >= limit.messages)) return { messages, next: at };
        messages.push(message);
        at = message.index + 1;
      }
    }
    return { messages, next: this.#ledger.next };
  }

  /** Every message with an index below `upTo` is settled. */
  acknowledge(upTo: number): void {
    this.#ledger.acked = Math.max(this.#ledger.acked, Math.min(upTo, this.#ledger.next));
    for (const segment of [...this.#chain.segments]) {
      const settled = segment.next <= this.#ledger.acked && segment.store.place === "memory";
      if (settled && this.#chain.canGo(segment)) this.#chain.remove(segment);
    }
  }

  /** Writes acknowledgements down; syncs, and removes the files that nothing waits in. One call at a time. */
  async flush(): Promise<void> {
    const { acked } = this.#ledger;
    const chain = this.#chain;
    if (acked > this.#ackedOnDisk) chain.note(() => packEntry({ is: "ack", upTo: acked }), this.#ledger.next);
    this.#ackedOnDisk = acked;
    try {
      const now = this.#options.elapsed();
      const settled = chain.segments.filter((segment) => segment.next <= acked && chain.canGo(segment));
      if (settled.length === 0 && acked === this.#ledger.next && now - this.#syncedAt < this.#options.restMs) return;
      await Promise.all(chain.segments.map(({ store }) => store.sync()));
      this.#syncedAt = now;
      for (const segment of settled) if (chain.segments.includes(segment)) chain.remove(segment);
    } catch (error) {
      chain.refused(error);
    }
  }

  /** Flushes, syncs and lets go of the files. */
  async close(): Promise<void> {
    await this.flush();
    this.#chain.tail?.store.seal();
    await Promise.allSettled(this.#chain.segments.map(({ store }) => store.sync()));
  }

  /** Where a source was when it made its last message. */
  placeOf(source: string): string | undefined {
    return this.#ledger.marks.get(source);
  }

  /** Every message with an index below it is settled. */
  get acked(): number {
    return this.#ledger.acked;
  }

  /** Bytes of the segments that something waits in. */
  get waitingBytes(): number {
    const waiting = this.#chain.segments.filter((segment) => this.#unsettled(segment) > 0);
    return waiting.reduce((sum, { store }) => sum + store.size, 0);
  }

  /** What is wrong with the disk, for people. */
  get trouble(): string | undefined {
    return this.#chain.trouble;
  }

  counters(): Readonly<Record<string, number>> {
    return {
      messages_waiting: this.#chain.segments.reduce((sum, segment) => sum + this.#unsettled(segment), 0),
      messages_dropped: this.#dropped,
      buffer_bytes: this.#chain.bytes,
      buffer_memory_bytes: this.#chain.memoryBytes,
      buffer_damaged_bytes: this.#damagedBytes,
    };
  }

  *#messagesIn(segment: Segment, from: number): Generator<MessageEntry> {
    const offset = this.#cursor?.segment === segment && this.#cursor.index === from ? this.#cursor.offset : 0;
    try {
      for (const frame of framesIn(segment.store, offset, (more) => (this.#damagedBytes += more))) {
        const entry = entryOf(frame);
        if (entry?.is !== "message" || entry.index < from) continue;
        yield entry;
        this.#cursor = { segment, offset: frame.end, index: entry.index + 1 };
      }
    } catch (error) {
      this.#options.say(`a part of the buffer cannot be read: ${reasonOf(error)}`);
    }
  }

  #countDropped(segment: Segment): void {
    const lost = this.#unsettled(segment);
    this.#dropped += lost;
    if (lost > 0) this.#options.say(`the buffer is full: its oldest ${lost} messages were dropped`);
  }

  #unsettled(segment: Segment): number {
    return Math.max(0, segment.next - Math.max(segment.first, this.#ledger.acked));
  }
}

function opened({ dir, say }: OutboxOptions): Recovered & { readonly error?: unknown } {
  try {
    const found = recover(dir);
    for (const file of found.unreadable) say(`the buffer's file ${file}: left alone`);
    if (found.damagedBytes > 0)
      say(`${found.damagedBytes} bytes of the buffer were torn or damaged; the rest is whole`);
    return found;
  } catch (error) {
    say(`the buffer's directory ${dir} cannot be used: ${reasonOf(error)}`);
    return { ledger: emptyLedger(), segments: [], number: 1, damagedBytes: 0, unreadable: [], error };
  }
}
