/**
 * The segments of the buffer, oldest first: begun, written, dropped and removed here.
 *
 * Invariants
 * - Each file begins with the state; the newest file is only removed once a newer one holds the state.
 * - Writing never fails: what the disk refuses goes to memory, and what exceeds a bound pushes the oldest out.
 */
import type { Segment } from "./directory.ts";
import { memoryStore, type Store } from "./store.ts";

export interface ChainOptions {
  /** Bound of all segments together, in bytes. */
  readonly limitBytes: number;
  /** Bound of the segments in memory, in bytes. */
  readonly memoryBytes: number;
  /** How long a disk that refused is left alone, in milliseconds. */
  readonly diskAgainMs: number;
  /** Milliseconds on a clock that never jumps. */
  readonly elapsed: () => number;
  /** Makes the next file; throws the system's error when it cannot. */
  readonly newFile: () => Store;
  /** The frame that a file begins with. */
  readonly stateFrame: () => Buffer;
  /** Told of a segment that was pushed out. */
  readonly dropped: (segment: Segment) => void;
  /** Told what a person should know. */
  readonly say: (what: string) => void;
}

export class Chain {
  readonly segments: Segment[];
  /** What is wrong with the disk, for people. */
  trouble: string | undefined;
  readonly #options: ChainOptions;
  readonly #segmentBytes: number;
  #tail: Segment | undefined;
  #diskAgainAt = Number.NEGATIVE_INFINITY;

  constructor(segments: readonly Segment[], options: ChainOptions) {
    this.segments = [...segments];
    this.#options = options;
    this.#segmentBytes = Math.min(1024 * 1024, Math.ceil(options.limitBytes / 8));
  }

  /** The segment that is written to; absent until the first write. */
  get tail(): Segment | undefined {
    return this.#tail;
  }

  get bytes(): number {
    return this.segments.reduce((sum, { store }) => sum + store.size, 0);
  }

  get memoryBytes(): number {
    return this.segments.reduce((sum, { store }) => sum + (store.place === "memory" ? store.size : 0), 0);
  }

  /** @param index of the message in the frame */
  write(frame: Buffer, index: number): void {
    const { limitBytes, memoryBytes } = this.#options;
    this.#pushOut(() => this.bytes + frame.length > limitBytes, "disk", "memory");
    for (;;) {
      const tail = this.#tailFor(frame.length, index);
      if (tail.store.place === "memory") this.#pushOut(() => this.memoryBytes + frame.length > memoryBytes, "memory");
      try {
        tail.store.append(frame);
        tail.next = index + 1;
        return;
      } catch (error) {
        this.refused(error);
      }
    }
  }

  /** Writes a small note, without a message; where nothing is written to yet, the state of a new file says it all. */
  note(frame: () => Buffer, index: number): void {
    try {
      if (this.#tail?.store.place === "disk") this.#tail.store.append(frame());
      else if (!this.#tail && this.#options.elapsed() >= this.#diskAgainAt) this.#begin(this.#newFile(), index);
    } catch (error) {
      this.refused(error);
    }
  }

  remove(segment: Segment): void {
    this.segments.splice(this.segments.indexOf(segment), 1);
    try {
      segment.store.remove();
    } catch (error) {
      this.#options.say(`a file of the buffer could not be removed: ${reasonOf(error)}`);
    }
  }

  /** Whether another segment holds the state, or this one never did. */
  canGo(segment: Segment): boolean {
    if (segment === this.#tail) return false;
    return (
      segment.store.place === "memory" || segment !== this.segments.findLast(({ store }) => store.place === "disk")
    );
  }

  /** The disk did not take a write or a sync: nothing more is asked of it for a while. */
  refused(error: unknown): void {
    const { elapsed, diskAgainMs, say } = this.#options;
    this.#diskAgainAt = elapsed() + diskAgainMs;
    if (this.#tail?.store.place === "disk") {
      this.#tail.store.seal();
      this.#tail = undefined;
    }
    const trouble = `the buffer's disk refuses: ${reasonOf(error)}; messages are kept in memory only`;
    if (trouble !== this.trouble) say(trouble);
    this.trouble = trouble;
  }

  #tailFor(bytes: number, index: number): Segment {
    const tail = this.#tail;
    const inMemory = tail?.store.place === "memory";
    const bound = inMemory ? Math.min(this.#segmentBytes, this.#options.memoryBytes / 4) : this.#segmentBytes;
    const fits = tail !== undefined && (tail.next === tail.first || tail.store.size + bytes <= bound);
    const diskMayTake = this.#options.elapsed() >= this.#diskAgainAt;
    if (fits && !(inMemory && diskMayTake)) return tail;
    if (diskMayTake) {
      try {
        return this.#begin(this.#newFile(), index);
      } catch (error) {
        this.refused(error);
      }
    }
    return fits && inMemory ? tail : this.#begin(memoryStore(), index);
  }

  #newFile(): Store {
    const store = this.#options.newFile();
    try {
      store.append(this.#options.stateFrame());
    } catch (error) {
      store.remove();
      throw error;
    }
    if (this.trouble !== undefined) this.#options.say("the buffer's disk takes messages again");
    this.trouble = undefined;
    return store;
  }

  #begin(store: Store, index: number): Segment {
    this.#tail?.store.seal();
    this.#tail = { store, first: index, next: index };
    this.segments.push(this.#tail);
    return this.#tail;
  }

  #pushOut(tooMuch: () => boolean, ...places: readonly Store["place"][]): void {
    while (tooMuch()) {
      const oldest = this.segments.find((segment) => places.includes(segment.store.place) && this.canGo(segment));
      if (!oldest) return;
      this.remove(oldest);
      this.#options.dropped(oldest);
    }
  }
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
