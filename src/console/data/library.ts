/** What the database keeps, for everybody who asks, and whether it answers at all. */
import type { Logger } from "pino";
import type { Catalogue } from "../answers.ts";
import type { Window } from "../windows.ts";
import { readCatalogue } from "./catalogue.ts";
import { readHistory } from "./history.ts";
import type { Ask } from "./influx/ask-influx.ts";
import { Trouble } from "./influx/trouble.ts";
import { readLatest } from "./latest.ts";
import { keyOf, type Question } from "./question.ts";
import { Shared } from "./shared.ts";

const catalogueMs = 5_000;
const latestMs = 1_500;

interface Around {
  readonly database: string;
  readonly now: () => number;
  /** Milliseconds from some start, never backwards. */
  readonly elapsed: () => number;
  readonly log: Logger;
  /** Whoever asks after it has fired is told nothing, and neither is the log. */
  readonly signal: AbortSignal;
}

export class Library {
  readonly #ask: Ask;
  readonly #around: Around;
  readonly #shared: Shared;
  /** undefined: nobody has asked yet. */
  #state: { readonly trouble?: string } | undefined;

  constructor(ask: Ask, around: Around) {
    this.#around = around;
    this.#shared = new Shared(around.elapsed);
    this.#ask = (statements) => this.#noting(ask(statements));
  }

  /** How the last question went. */
  get state(): { readonly trouble?: string } | undefined {
    return this.#state;
  }

  /** @throws Trouble, as all that follow */
  catalogue(): Promise<Catalogue> {
    return this.#shared.once("catalogue", catalogueMs, () => readCatalogue(this.#ask, this.#around.database));
  }

  /** As JSON, which is made once for everybody. */
  latest(question: Question): Promise<string> {
    return this.#shared.once(`latest ${keyOf(question)}`, latestMs, async () =>
      JSON.stringify(await readLatest(this.#ask, question, this.#around.now())),
    );
  }

  history(question: Question, window: Window): Promise<string> {
    // A little less than the page waits, so that it never gets what it has.
    const keepMs = window.refreshMs * 0.75;
    return this.#shared.once(`history ${window.name} ${keyOf(question)}`, keepMs, async () =>
      JSON.stringify(await readHistory(this.#ask, question, window, this.#around.now())),
    );
  }

  /** Asks for next to nothing, and says how it went. */
  async knock(): Promise<void> {
    const made = () => this.#ask(["SHOW MEASUREMENTS LIMIT 1"]);
    await this.#shared.once("knock", latestMs, made).catch(() => undefined);
  }

  async #noting<T>(answer: Promise<T>): Promise<T> {
    try {
      const given = await answer;
      this.#note({});
      return given;
    } catch (error) {
      if (error instanceof Trouble) this.#note({ trouble: error.message });
      throw error;
    }
  }

  #note(state: { readonly trouble?: string }): void {
    if (this.#around.signal.aborted) return;
    if (this.#state?.trouble !== state.trouble) {
      if (state.trouble) this.#around.log.warn(state.trouble);
      else this.#around.log.info("the database answers again");
    }
    this.#state = state;
  }
}
