import type { SwarmEngine } from "../../../engine/swarm-engine.ts";
import type { SwarmSeen } from "../../../model/swarm-plan.ts";

/** A swarm's nodes come and go while its services are waited for: each look after so many is a whole one. */
const most = 10;

/** Looks at a stack: whole at first and whenever it is asked for, else at what comes on by itself. */
export class Looks {
  readonly #engine: Pick<SwarmEngine, "observe" | "progress">;
  readonly #stack: string;
  #last: SwarmSeen | undefined;
  #since = 0;

  constructor(engine: Pick<SwarmEngine, "observe" | "progress">, stack: string) {
    this.#engine = engine;
    this.#stack = stack;
  }

  async next(signal: AbortSignal): Promise<SwarmSeen> {
    const before = this.#last;
    if (before === undefined || this.#since >= most) {
      this.#last = await this.#engine.observe(this.#stack, signal);
      this.#since = 0;
    } else {
      this.#last = await this.#engine.progress(this.#stack, before, signal);
      this.#since++;
    }
    return this.#last;
  }

  /** Makes the next one whole. @returns whether the last one was not: then it may have more to say */
  whole(): boolean {
    const wasPartial = this.#since > 0;
    this.#last = undefined;
    this.#since = 0;
    return wasPartial;
  }
}
