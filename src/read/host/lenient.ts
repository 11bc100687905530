import type { Span } from "../../model/span.ts";
import type { Remedy, Say } from "../say/say.ts";

/**
 * For files of programs that run here already: what they mean by an option that we do not know is their own affair, so it is a notice.
 * What our embedded services would leave out is none, since the program itself carries it out.
 */
export class Lenient implements Say {
  readonly #say: Say;
  readonly #softened: ReadonlySet<string>;

  /** @param softened further codes of errors that become notices */
  constructor(say: Say, softened: readonly string[] = []) {
    this.#say = say;
    this.#softened = new Set(["unknown-setting", "unknown-key", ...softened]);
  }

  error(code: string, at: Span, what: string, remedy: Remedy): undefined {
    if (this.#softened.has(code)) return this.#say.notice(code, at, what, remedy);
    return this.#say.error(code, at, what, remedy);
  }

  notice(code: string, at: Span, what: string, remedy: Remedy): undefined {
    if (code !== "not-carried") this.#say.notice(code, at, what, remedy);
  }

  hasError(at: Span): boolean {
    return this.#say.hasError(at);
  }
}
