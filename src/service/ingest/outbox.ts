/**
 * What waits for the store. One append is under way at a time; what comes meanwhile goes together into the next, and what comes within one
 * turn of the event loop goes together into the first. So a message that finds nothing under way waits for nothing, and under load many
 * messages share the cost of an append.
 * Invariant: a message's promise resolves only after the append that held all its points did; in every other case it rejects.
 */
import { Fault } from "../../model/fault.ts";
import type { Point, PointSink } from "../point.ts";

/** Messages that go into one append together. */
interface Batch {
  readonly points: Point[];
  messages: number;
  bytes: number;
  readonly stored: Promise<void>;
  readonly settle: (error?: unknown) => void;
}

interface OutboxLimits {
  readonly backlogMessages: number;
  readonly backlogBytes: number;
  readonly stallMs: number;
  readonly drainMs: number;
}

export interface OutboxAround {
  readonly limits: OutboxLimits;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export class Outbox {
  readonly #append: (points: readonly Point[]) => Promise<void>;
  readonly #around: OutboxAround;
  readonly counted = { points_written: 0, points_refused: 0, appends: 0, appends_failed: 0 };
  #open = newBatch();
  #sending: Batch | undefined;
  #sinceMs = 0;
  #scheduled = false;
  #failure: string | undefined;
  #full: Fault | undefined;
  #closing: Promise<void> | undefined;
  #whenIdle = () => {};

  constructor(sink: PointSink, database: string, around: OutboxAround) {
    this.#append = async (points) => sink.append(database, points);
    this.#around = around;
  }

  /** Where the points of the message in hand go, before `commit`. */
  get points(): Point[] {
    return this.#open.points;
  }

  get waiting(): { readonly messages: number; readonly bytes: number } {
    const { messages, bytes } = this.#open;
    return { messages: messages + (this.#sending?.messages ?? 0), bytes: bytes + (this.#sending?.bytes ?? 0) };
  }

  /** Why no message of this size can be taken now: too much waits already, or the end has come. */
  refusal(bytes: number): Fault | undefined {
    if (this.#closing) return new Fault("not-running", "the ingest service is stopping", "Publish again once it runs.");
    const { limits } = this.#around;
    const waiting = this.waiting;
    const full = waiting.messages >= limits.backlogMessages || waiting.bytes + bytes > limits.backlogBytes;
    if (!full || waiting.messages === 0) {
      this.#full = undefined;
      return undefined;
    }
    // One for all that are refused in a row: a flood must not be answered with a stack trace each.
    this.#full ??= new Fault(
      "not-ready",
      `${waiting.messages} messages wait for the store already`,
      "Publish more slowly, or give the database a faster disk.",
    );
    return this.#full;
  }

  /** Closes the message in hand. @returns what settles once its points are stored, or could not be */
  commit(bytes: number): Promise<void> {
    this.#open.messages++;
    this.#open.bytes += bytes;
    if (!this.#scheduled && !this.#sending) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.#send();
      });
    }
    return this.#open.stored;
  }

  /** What keeps points from being stored, for people; undefined when nothing does. */
  trouble(): string | undefined {
    if (this.#closing) return "stopped";
    if (this.#failure !== undefined) return `the store refuses points: ${this.#failure}`;
    const tookMs = this.#sending ? this.#around.now() - this.#sinceMs : 0;
    if (tookMs > this.#around.limits.stallMs) return `the store has not answered for ${Math.floor(tookMs / 1_000)} s`;
    return undefined;
  }

  /** Takes no more, and waits for what is under way, but not for ever: what the store leaves open then is refused. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= new Promise((resolve) => {
      this.#send();
      if (!this.#sending) {
        resolve();
        return;
      }
      const timer = setTimeout(() => {
        const fault = new Fault(
          "not-running",
          "the store did not answer before the end",
          "Publish again once it runs.",
        );
        this.#sending?.settle(fault);
        this.#open.settle(fault);
        resolve();
      }, this.#around.limits.drainMs);
      this.#whenIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return this.#closing;
  }

  #send(): void {
    if (this.#sending) return;
    if (this.#open.messages === 0) {
      this.#whenIdle();
      return;
    }
    const batch = this.#open;
    this.#open = newBatch();
    this.#sending = batch;
    this.#sinceMs = this.#around.now();
    this.counted.appends++;
    this.#append(batch.points).then(
      () => this.#sent(batch),
      (error: unknown) => this.#sent(batch, error ?? new Error("refused without a reason")),
    );
  }

  #sent(batch: Batch, error?: unknown): void {
    this.#sending = undefined;
    if (error === undefined) this.counted.points_written += batch.points.length;
    else {
      this.counted.points_refused += batch.points.length;
      this.counted.appends_failed++;
    }
    this.#failure = error === undefined ? undefined : error instanceof Error ? error.message : String(error);
    batch.settle(error);
    this.#send();
  }
}

function newBatch(): Batch {
  let settle: (error?: unknown) => void = () => {};
  const stored = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
  });
  // A publisher that is gone asks for no answer; whoever does gets the rejection all the same.
  stored.catch(() => {});
  return { points: [], messages: 0, bytes: 0, stored, settle };
}
