/** Whether what was sent to a host came in, by what its kernel counted meanwhile, among what came from others. */

/** What a kernel's count grew by, each in about the same time. */
export interface Counted {
  /** While we sent nothing. */
  readonly quiet: readonly number[];
  /** While we sent. */
  readonly bursts: readonly number[];
  /** How many were sent, each time, at least. */
  readonly sent: number;
}

export type Passage = "passes" | "blocked" | "unclear";

/** A burst of fewer says nothing. */
const leastSent = 12;

/**
 * `passes`: each time at least half of it came on top of the most that others sent meanwhile. `blocked`: others sent so little that what came
 * in all cannot have been half of it. Where others send much, or only some of it comes in, neither is known.
 */
export function passage({ quiet, bursts, sent }: Counted): Passage {
  if (sent < leastSent || quiet.length === 0 || bursts.length === 0) return "unclear";
  const half = leastSent / 2;
  if (Math.min(...bursts) - Math.max(...quiet) >= half) return "passes";
  return Math.max(...quiet) < half && Math.max(...bursts) < half + Math.min(...quiet) ? "blocked" : "unclear";
}
