import type { Problem } from "../../model/problem.ts";
import type { Span } from "../../model/span.ts";

/** Where readers put bad news. Both answer undefined, so that a reader can say `return say.error(…)`. */
export interface Say {
  error(code: string, at: Span, what: string, remedy: string): undefined;
  notice(code: string, at: Span, what: string, remedy: string): undefined;
}

/** Problems after which a person reads no further: the rest is counted. */
const problemLimit = 1000;

/** Collects problems; the same one about the same place (an anchor used in several services) counts once. */
export class Notes implements Say {
  readonly #problems = new Map<string, Problem>();
  #left = 0;
  #firstLeft: Span | undefined;

  error(code: string, at: Span, what: string, remedy: string): undefined {
    this.#add({ severity: "error", code, at, what, remedy });
  }

  notice(code: string, at: Span, what: string, remedy: string): undefined {
    this.#add({ severity: "notice", code, at, what, remedy });
  }

  get problems(): readonly Problem[] {
    const all = [...this.#problems.values()];
    if (this.#firstLeft === undefined) return all;
    const what = `${this.#left} more problems are not listed`;
    return [...all, { severity: "error", code: "too-many", at: this.#firstLeft, what, remedy: "Mend the first ones." }];
  }

  #add(raw: Problem): void {
    const problem = { ...raw, what: printable(raw.what), remedy: printable(raw.remedy) };
    const { at } = problem;
    const key = `${problem.code} ${at.file}:${at.line}:${at.column} ${problem.what}`;
    
    if (this.#problems.size < problemLimit) {
      this.#problems.set(key, problem);
      return;
    }
    this.#left += 1;
    this.#firstLeft ??= at;
  }
}

/** Names come from the files: one that is a page long is cut, and one with control characters cannot steer a terminal. */
function printable(text: string): string {
  const short = text.replaceAll(/`([^`]{80})[^`]*`/g, "`$1…`");
  return short.replaceAll(/\p{Cc}+/gu, " ");
}
