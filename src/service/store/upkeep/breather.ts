import { setImmediate } from "node:timers/promises";

/** Time that work off the hot path may hold the event loop at a stretch, in milliseconds. */
const stretchMs = 1;

/** Lets others have their turn, often enough that none waits noticeably. */
export class Breather {
  #since = performance.now();

  /** @throws the signal's reason when the work is no longer wanted */
  async breathe(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (performance.now() - this.#since < stretchMs) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
