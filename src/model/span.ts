/** Where a value stands in a text that a person wrote: lines and columns count from 1. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value together with the place it came from, so that every message about it can point there. */
export interface Located<T> {
  readonly value: T;
  readonly at: Span;
}

export function showSpan(at: Span): string {
  return `${at.file}:${at.line}:${at.column}`;
}
