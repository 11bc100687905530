/**
 * Times for samples: the clock's, made unique by counting nanoseconds up within its millisecond. A clock that jumps is followed, forward and back.
 * @param now milliseconds since the epoch
 */
export function stamper(now: () => number): () => bigint {
  let lastMs = Number.NaN;
  let within = 0n;
  return () => {
    const ms = Math.trunc(now());
    within = ms === lastMs ? within + 1n : 0n;
    lastMs = ms;
    return BigInt(ms) * 1_000_000n + within;
  };
}
