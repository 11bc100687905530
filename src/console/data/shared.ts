/**
 * Twenty open tabs are one question: whoever asks for the same while an answer is on its way, or soon after it came, is given that one.
 * Invariants: at most `mostKept` answers are kept, and at most `mostUnderWay` questions are under way.
 */
import { Trouble } from "./influx/trouble.ts";

const mostKept = 64;
const mostUnderWay = 32;
/** What went wrong is told to everybody for this long, before it is tried again. */
const failedMs = 1_000;

interface Kept {
  readonly answer: Promise<unknown>;
  /** Until then it is as good as new; Infinity while it is on its way. */
  untilMs: number;
}

export class Shared {
  readonly #kept = new Map<string, Kept>();
  readonly #elapsed: () => number;
  #underWay = 0;

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed;
  }

  /** @param key says what is asked for, and of which kind the answer is @throws Trouble, or what `make` throws */
  once<T>(key: string, keepMs: number, make: () => Promise<T>): Promise<T> {
    const known = this.#kept.get(key);
    if (known && this.#elapsed() < known.untilMs) return known.answer as Promise<T>;
    if (this.#underWay >= mostUnderWay) return Promise.reject(new Trouble("The console is busy.", 503));
    this.#underWay++;
    const kept: Kept = { answer: make(), untilMs: Number.POSITIVE_INFINITY };
    this.#kept.delete(key);
    this.#kept.set(key, kept);
    const came = (ms: number) => () => {
      this.#underWay--;
      kept.untilMs = this.#elapsed() + ms;
      this.#forget();
    };
    kept.answer.then(came(keepMs), came(failedMs));
    return kept.answer as Promise<T>;
  }

  #forget(): void {
    for (const [key, { untilMs }] of this.#kept) {
      const isOld = untilMs <= this.#elapsed();
      if (!isOld && (this.#kept.size <= mostKept || untilMs === Number.POSITIVE_INFINITY)) continue;
      this.#kept.delete(key);
    }
  }
}
