import type { Span } from "./span.ts";

/**
 * Expected bad news about input, as a value: collected, never only the first.
 * An `error` stops the command with exit status 2; a `notice` names what is not understood or not carried out, and goes on.
 */
export interface Problem {
  readonly severity: "error" | "notice";
  /** Stable and machine-readable, for example `unknown-key`. */
  readonly code: string;
  readonly at: Span;
  readonly what: string;
  readonly remedy: string;
}

/** In the order a reader meets them: by file as given, then line, then column. */
export function inOrder(problems: readonly Problem[], files: readonly string[]): readonly Problem[] {
  const rank = (file: string) => (files.includes(file) ? files.indexOf(file) : files.length);
  return problems.toSorted(
    (a, b) =>
      rank(a.at.file) - rank(b.at.file) ||
      byName(a.at.file, b.at.file) ||
      a.at.line - b.at.line ||
      a.at.column - b.at.column,
  );
}

/** By code units: a collator takes longer to load than all of a small stack to read. */
const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
