/**
 * The machine's clock, but a jump is believed only after it has lasted: a clock that is wrong for a while must not make points expire.
 * Until then time goes on from before the jump, at the pace of the monotonic clock.
 */
export class SteadyClock {
  readonly #now: () => number;
  readonly #monotonic: () => number;
  readonly #graceMs: number;
  /** Wall clock minus monotonic clock, as it is believed, and as it was last seen. */
  #believed: number;
  #seen: number;
  #seenSince: number;

  /**
   * @param now milliseconds since the epoch
   * @param monotonic milliseconds from any start, that never jump
   * @param graceMs how long a jump must last to be believed
   */
  constructor(now: () => number, monotonic: () => number, graceMs: number) {
    this.#now = now;
    this.#monotonic = monotonic;
    this.#graceMs = graceMs;
    this.#seenSince = monotonic();
    this.#believed = now() - this.#seenSince;
    this.#seen = this.#believed;
  }

  /** Milliseconds since the epoch. To be asked now and then: a jump counts from when it was first seen. */
  now(): number {
    this.#look();
    return this.#monotonic() + this.#believed;
  }

  /** Whether the clock has not jumped for the grace period: only then may anything be removed for its age. */
  trusted(): boolean {
    this.#look();
    return this.#believed === this.#seen && this.#monotonic() - this.#seenSince >= this.#graceMs;
  }

  #look(): void {
    const monotonic = this.#monotonic();
    const difference = this.#now() - monotonic;
    if (Math.abs(difference - this.#seen) > toleranceMs) {
      this.#seen = difference;
      this.#seenSince = monotonic;
    }
    const lasted = monotonic - this.#seenSince >= this.#graceMs;
    if (lasted || Math.abs(this.#seen - this.#believed) <= toleranceMs) {
      this.#seen = difference;
      this.#believed = difference;
    }
  }
}

/** What time synchronisation corrects without our calling it a jump, in milliseconds. */
const toleranceMs = 60_000;
