/** How long points are kept. What has expired is hidden at once, and removed when the clock can be trusted. */
import { SteadyClock } from "./steady-clock.ts";

export interface RetentionOptions {
  /** Seconds; absent: for ever. */
  readonly retentionS?: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds from any start, that never jump. */
  readonly monotonic: () => number;
  /** How long the clock must not have jumped before anything is removed, in milliseconds. */
  readonly clockGraceMs: number;
}

const always = -(2n ** 63n);
const dayMs = 24 * 3_600_000;
/** Parts of the retention time that a segment may span, and that rows may wait in memory: what expires at once, at the least. */
const spanPart = 8;
const waitPart = 16;

export class Retention {
  readonly #retentionMs: number | undefined;
  readonly #clock: SteadyClock;

  constructor({ retentionS, now, monotonic, clockGraceMs }: RetentionOptions) {
    this.#retentionMs = retentionS === undefined ? undefined : retentionS * 1000;
    this.#clock = new SteadyClock(now, monotonic, clockGraceMs);
  }

  /** Nanoseconds since the epoch: what is older is not shown. */
  visibleFromNs(): bigint {
    if (this.#retentionMs === undefined) return always;
    return BigInt(Math.round(this.#clock.now() - this.#retentionMs)) * 1_000_000n;
  }

  forTidying(): { readonly cutoffNs: bigint; readonly spanLimitNs: bigint } {
    if (this.#retentionMs === undefined) return { cutoffNs: always, spanLimitNs: -2n * always };
    const cutoffNs = this.#clock.trusted() ? this.visibleFromNs() : always;
    return { cutoffNs, spanLimitNs: (BigInt(Math.round(this.#retentionMs)) * 1_000_000n) / BigInt(spanPart) };
  }

  /** How long rows may wait in memory and log, in milliseconds. */
  get foldAfterMs(): number {
    return Math.min(dayMs, (this.#retentionMs ?? Number.POSITIVE_INFINITY) / waitPart);
  }
}
