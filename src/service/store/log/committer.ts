/**
 * Group commit: points that come while a commit is under way share the next one; when none is under way, the next turn of the event
 * loop starts one, so that an idle store adds no delay.
 * Invariants: one commit at a time; a batch is put into memory after it is durable and before it is acknowledged.
 */
import { Fault } from "../../../model/fault.ts";
import { diskFault } from "../disk/disk-fault.ts";
import type { Catalogue } from "../live/catalogue.ts";
import type { Memory } from "../live/memory.ts";
import { Batch } from "./batch.ts";
import { LogFile } from "./log-file.ts";

/** Bytes that may wait for the disk. */
const waitingLimitBytes = 16 * 1024 * 1024;

export interface CommitterOptions {
  readonly dir: string;
  readonly nextNumber: number;
  readonly catalogue: Catalogue;
  readonly memory: Memory;
  /** Memory for rows, in bytes, after which they are to be folded. */
  readonly foldAtBytes: number;
  /** Called when rows can be folded. */
  readonly onFrozen: () => void;
  /** Resolves when there is room for rows in memory. @throws what keeps them from being folded */
  readonly room: () => Promise<void>;
}

export class Committer implements AsyncDisposable {
  readonly #options: CommitterOptions;
  #filling = new Batch();
  #spare = new Batch();
  #shared: Shared | undefined;
  #running: Promise<void> | undefined;
  #file: LogFile | undefined;
  #nextNumber: number;
  #closed = false;
  #rowsSince = performance.now();
  /** Commits since the start, and why the last one failed, if it did. */
  commits = 0;
  failure: Fault | undefined;

  constructor(options: CommitterOptions) {
    this.#options = options;
    this.#nextNumber = options.nextNumber;
  }

  /** @throws Fault "not-ready" when the store is closed, or too much waits for the disk already */
  batch(): Batch {
    if (this.#closed) throw new Fault("not-ready", "the store is closed", "Start the database again.");
    if (this.#filling.bytes > waitingLimitBytes) {
      throw new Fault("not-ready", "points come faster than the disk takes them", "Send fewer, or use a faster disk.");
    }
    return this.#filling;
  }

  /** Resolves when what is in the batch now is durable. */
  commit(): Promise<void> {
    this.#shared ??= share();
    this.#running ??= this.#run();
    return this.#shared.promise;
  }

  /** How long the oldest rows have waited in memory, in milliseconds. */
  get ageMs(): number {
    return this.#options.memory.touched.size === 0 ? 0 : performance.now() - this.#rowsSince;
  }

  /** Lets the present rows be folded, although there is memory left for more. */
  freeze(): void {
    if (this.#options.memory.folding || this.#options.memory.touched.size === 0 || this.#running) return;
    this.#rotate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #run(): Promise<void> {
    // What else arrived in this turn of the event loop comes along.
    await new Promise((resolve) => setImmediate(resolve));
    for (let waiting = this.#shared; waiting; waiting = this.#shared) {
      const batch = this.#filling;
      this.#filling = this.#spare;
      this.#spare = batch;
      this.#shared = undefined;
      const { catalogue, memory, foldAtBytes } = this.#options;
      this.failure = await this.#write(batch);
      if (this.failure) {
        batch.discard(catalogue);
        waiting.reject(this.failure);
        continue;
      }
      this.commits++;
      if (memory.touched.size === 0) this.#rowsSince = performance.now();
      batch.settle(memory);
      waiting.resolve();
      if (memory.bytes >= foldAtBytes && !memory.folding) this.#rotate();
    }
    this.#running = undefined;
  }

  async #write(batch: Batch): Promise<Fault | undefined> {
    try {
      await this.#options.room();
      if (!this.#file) {
        this.#file = await LogFile.create(this.#options.dir, this.#nextNumber++);
        this.#options.memory.logs.push(this.#file.name);
      }
      const { failed, usable } = await this.#file.append(batch.sealed(this.#file.frames));
      if (!usable) this.#leave();
      if (failed !== undefined) throw failed;
      return undefined;
    } catch (error) {
      return diskFault(error, "writing to the log", this.#options.dir);
    }
  }

  #rotate(): void {
    this.#leave();
    this.#options.memory.freeze();
    this.#options.onFrozen();
  }

  #leave(): void {
    // Everything in it is durable: there is nothing that closing could fail at and lose.
    this.#file?.close().catch(() => undefined);
    this.#file = undefined;
  }
}

interface Shared {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (fault: Fault) => void;
}

function share(): Shared {
  let resolve: () => void = () => undefined;
  let reject: (fault: Fault) => void = () => undefined;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
