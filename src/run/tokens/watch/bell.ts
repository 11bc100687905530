import type { Clock } from "../../clock.ts";

/** Ends a wait before its time. What rings while nobody waits ends the next one at once. */
export class Bell {
  #rung = false;
  #wake = new AbortController();

  ring(): void {
    this.#rung = true;
    this.#wake.abort();
  }

  /**
   * @param leastMs the wait when it rings earlier, or has rung: engines may have something to tell all the time
   * @throws the signal's reason @returns whether it rang
   */
  async wait(leastMs: number, ms: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
    const began = clock.elapsed();
    if (!this.#rung) {
      this.#wake = new AbortController();
      await clock.sleep(ms, AbortSignal.any([signal, this.#wake.signal])).catch(() => undefined);
    }
    const early = leastMs - (clock.elapsed() - began);
    if (early > 0 && !signal.aborted) await clock.sleep(early, signal).catch(() => undefined);
    signal.throwIfAborted();
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
