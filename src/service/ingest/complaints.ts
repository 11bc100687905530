import type { Logger } from "pino";
import type { Malformed } from "./reader.ts";

/** Topics are cut to so many characters in a log line. */
const topicChars = 200;

/**
 * Counts what is malformed, by reason, and logs it: at most one line for each reason in a while, with the number of those left out since.
 * A line shows topic and reason, never the payload.
 */
export class Complaints {
  readonly #log: Logger;
  readonly #now: () => number;
  readonly #everyMs: number;
  readonly #reasons = new Map<string, { count: number; loggedMs: number; silent: number }>();

  /** @param now milliseconds since the epoch */
  constructor(log: Logger, now: () => number, everyMs: number) {
    this.#log = log;
    this.#now = now;
    this.#everyMs = everyMs;
  }

  note(topic: string, { reason, detail }: Malformed): void {
    const known = this.#reasons.get(reason) ?? { count: 0, loggedMs: Number.NEGATIVE_INFINITY, silent: 0 };
    this.#reasons.set(reason, known);
    known.count++;
    const nowMs = this.#now();
    // A clock that was set back is no reason to be silent until it has caught up.
    if (Math.abs(nowMs - known.loggedMs) < this.#everyMs) {
      known.silent++;
      return;
    }
    this.#log.warn(
      { topic: topic.slice(0, topicChars), reason, leftOut: known.silent },
      `malformed message: ${detail}`,
    );
    known.loggedMs = nowMs;
    known.silent = 0;
  }

  /** `malformed_<reason>` → count */
  counts(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#reasons].map(([reason, { count }]) => [`malformed_${reason}`, count]));
  }
}
