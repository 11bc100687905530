/**
 * The time of points that carry none.
 * Invariant: every time given out is later than the one before, whatever the clock does. So messages of one millisecond keep their
 * order and none overwrites another. When the clock jumps back, times go on from the last one, a nanosecond apart, until the clock has
 * caught up: points then lie together at that instant, but in their order and all there. It holds while the process lives; a new
 * process trusts its clock.
 */
export interface Arrival {
  /** Nanoseconds since the epoch. */
  nextNs(): bigint;
  /** How far the clock was behind the time given out last, in milliseconds; 0 when it was not. */
  behindMs(): number;
}

const nsPerMs = 1_000_000;

/** @param now milliseconds since the epoch */
export function createArrival(now: () => number): Arrival {
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastNs = 0n;
  /** Times given out within `lastMs`, so that they never run into the next millisecond's. */
  let within = 0;
  let behindMs = 0;
  return {
    nextNs() {
      const nowMs = Math.floor(now());
      behindMs = Math.max(0, lastMs - nowMs);
      if (nowMs > lastMs) {
        lastMs = nowMs;
        lastNs = BigInt(nowMs) * BigInt(nsPerMs);
        within = 1;
      } else {
        lastNs += 1n;
        if (++within > nsPerMs) {
          lastMs += 1;
          within = 1;
        }
      }
      return lastNs;
    },
    behindMs: () => behindMs,
  };
}
