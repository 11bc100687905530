import type { Clock } from "../clock.ts";

/** A clock that stands still but for the sleeps asked of it, so that a test of back-off takes no time. */
export function aClock(): Clock {
  let elapsed = 0;
  return {
    now: () => elapsed,
    elapsed: () => elapsed,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      elapsed += ms;
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}
