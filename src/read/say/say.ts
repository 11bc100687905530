import type { Problem } from "../../model/problem.ts";
import { type Span, showSpan } from "../../model/span.ts";

/** A function for what takes time to find: it is asked only if the problem is listed. */
export type Remedy = string | (() => string);

/** Where readers put bad news. Both answer undefined, so that a reader can say `return say.error(…)`. */
export interface Say {
  error(code: string, at: Span, what: string, remedy: Remedy): undefined;
  notice(code: string, at: Span, what: string, remedy: Remedy): undefined;
  /** Whether an error has been said at exactly this place, so that a later reader need not add another. */
  hasError(at: Span): boolean;
}

/** Problems after which a person reads no further: the rest is only counted, which has to be quick for a million. */
const problemLimit = 1000;

/** Collects problems; the same one about the same place (an anchor used in several services) counts once. */
export class Notes implements Say {
  readonly #problems = new Map<string, Problem>();
  readonly #errorsAt = new Set<string>();
  #left = 0;
  #firstLeft: Span | undefined;
  #severityLeft: Problem["severity"] = "notice";

  error(code: string, at: Span, what: string, remedy: Remedy): undefined {
    this.#add("error", code, at, what, remedy);
  }

  notice(code: string, at: Span, what: string, remedy: Remedy): undefined {
    this.#add("notice", code, at, what, remedy);
  }

  hasError(at: Span): boolean {
    return this.#errorsAt.has(showSpan(at));
  }

  get problems(): readonly Problem[] {
    const all = [...this.#problems.values()];
    if (this.#firstLeft === undefined) return all;
    const what = `${this.#left} more problems are not listed`;
    const severity = this.#severityLeft;
    return [...all, { severity, code: "too-many", at: this.#firstLeft, what, remedy: "See to the first ones." }];
  }

  #add(severity: Problem["severity"], code: string, at: Span, what: string, remedy: Remedy): void {
    if (severity === "error") this.#errorsAt.add(showSpan(at));
    if (this.#problems.size < problemLimit) {
      const key = `${code} ${at.file}:${at.line}:${at.column} ${what}`;
      if (this.#problems.has(key)) return;
      const said = printable(typeof remedy === "string" ? remedy : remedy());
      this.#problems.set(key, { severity, code, at, what: printable(what), remedy: said });
      return;
    }
    this.#left += 1;
    this.#firstLeft ??= at;
    if (severity === "error") this.#severityLeft = "error";
  }
}

/** Names come from the files: one that is a page long is cut, and one with control characters cannot steer a terminal. */
function printable(text: string): string {
  const short = text.replaceAll(/`([^`]{80})[^`]*`/g, "`$1…`");
  return short.replaceAll(/\p{Cc}+/gu, " ");
}
