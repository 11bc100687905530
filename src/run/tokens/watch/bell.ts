import type { Clock } from "../../clock.ts";

/** Ends a wait before its time. What rings while nobody waits ends the next one at once. */
export class Bell {
  #rung = false;
  #wake = new AbortController();

  ring(): void {
    this.#rung = true;
    this.#wake.abort();
  }

  /** @throws the signal's reason @returns whether it rang */
  async wait(ms: number, clock: Clock, signal: AbortSignal): Promise<boolean> {
    if (!this.#rung) {
      this.#wake = new AbortController();
      await clock.sleep(ms, AbortSignal.any([signal, this.#wake.signal])).catch(() => undefined);
    }
    signal.throwIfAborted();
    const rung = this.#rung;
    this.#rung = false;
    return rung;
  }
}
