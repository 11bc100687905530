/** How the services of a stack stand, for how long, and what of it is news. */
import type { SwarmSeen, SwarmWish } from "../../../model/swarm-plan.ts";
import { type Standing, standingOf } from "../../../plan/swarm-steps/standing.ts";
import { isSettled, type Stood } from "../../../plan/swarm-steps/verdict.ts";
import type { Clock } from "../../clock.ts";
import type { Tell } from "../../tell.ts";

interface Noted {
  readonly key: string;
  readonly sinceMs: number;
}

export class StackStandings {
  readonly #notes = new Map<string, Noted>();
  readonly #fromMs: number;
  readonly #clock: Clock;
  readonly #tell: Tell;
  #settledSinceMs: number | undefined;

  constructor(clock: Clock, tell: Tell) {
    this.#clock = clock;
    this.#tell = tell;
    this.#fromMs = clock.elapsed();
  }

  look(wish: SwarmWish, seen: SwarmSeen): { readonly all: readonly Stood[]; readonly settledMs: number } {
    const now = this.#clock.elapsed();
    const all = wish.services.map(({ spec, waitsForToken }): Stood => {
      const there = seen.services.find(({ name }) => name === spec.Name);
      const standing = there && standingOf(there, seen);
      const attempts = spec.TaskTemplate.RestartPolicy?.MaxAttempts ?? 0;
      const forMs = now - this.#note(spec.Name, standing, now);
      return { service: spec.Name, ...(standing && { standing }), forMs, excused: waitsForToken, attempts };
    });
    if (!isSettled(all)) this.#settledSinceMs = undefined;
    else this.#settledSinceMs ??= now;
    return { all, settledMs: now - (this.#settledSinceMs ?? now) };
  }

  /** @returns since when it has stood so */
  #note(service: string, standing: Standing | undefined, now: number): number {
    // How often it has failed changes, and that it fails does not.
    const key = standing ? `${standing.is} ${standing.is === "waiting" ? "" : standing.detail}` : "";
    const before = this.#notes.get(service);
    if (before?.key === key) return before.sinceMs;
    this.#notes.set(service, { key, sinceMs: now });
    if (standing?.is === "ready") {
      this.#tell({ event: "done", what: service, tookMs: now - this.#fromMs, detail: standing.detail });
    } else if (standing?.is === "failing" || standing?.is === "unplaced") {
      this.#tell({ event: "failed", what: service, why: standing.detail });
    }
    return now;
  }
}
