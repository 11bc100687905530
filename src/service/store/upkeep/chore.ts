/** Work beside the hot path that is done whenever there is some. A turn of it that fails has changed nothing, and is tried again. */
import type { Fault } from "../../../model/fault.ts";

/** Time until a failed turn is tried again, in milliseconds; doubled with each failure up to the second. */
const retryMs = { first: 500, last: 60_000 };

export class Chore implements AsyncDisposable {
  readonly #turn: (signal: AbortSignal) => Promise<boolean>;
  readonly #faultOf: (error: unknown) => Fault;
  readonly #abort = new AbortController();
  #working: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;
  #failures = 0;
  /** Why the last turn failed; undefined after one that did not. */
  failure: Fault | undefined;
  /** Turns that did something. */
  done = 0;

  /**
   * @param turn does one piece of work. @returns false when there is none
   * @param faultOf is asked what to call a failure, and may log it
   */
  constructor(turn: (signal: AbortSignal) => Promise<boolean>, faultOf: (error: unknown) => Fault) {
    this.#turn = turn;
    this.#faultOf = faultOf;
  }

  /** There may be work. @returns when none is left, or a turn has failed: see `failure` */
  poke(): Promise<void> {
    if (this.#abort.signal.aborted) return Promise.resolve();
    this.#again = true;
    this.#working ??= this.#work();
    return this.#working;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#abort.abort();
    clearTimeout(this.#retry);
    await this.#working;
  }

  async #work(): Promise<void> {
    clearTimeout(this.#retry);
    try {
      while (this.#again && !this.#abort.signal.aborted) {
        this.#again = false;
        while (!this.#abort.signal.aborted && (await this.#turn(this.#abort.signal))) this.done++;
      }
      this.#failures = 0;
      this.failure = undefined;
    } catch (error) {
      if (!this.#abort.signal.aborted) this.#fail(error);
    } finally {
      this.#working = undefined;
    }
  }

  #fail(error: unknown): void {
    this.failure = this.#faultOf(error);
    const waitMs = Math.min(retryMs.last, retryMs.first * 2 ** this.#failures++);
    this.#retry = setTimeout(() => void this.poke(), waitMs).unref();
  }
}
