/**
 * Where a reader stands in a text of line protocol, and the first thing that it could not read in the present line.
 * Invariant: a reader that returns undefined has called `fail`, and the line is then given up as a whole.
 */
export class Cursor {
  readonly text: string;
  /** Index of the next character to read. */
  at = 0;
  failedAt = 0;
  failure = "";

  constructor(text: string) {
    this.text = text;
  }

  fail(what: string, at: number): undefined {
    this.failure = what;
    this.failedAt = at;
    return undefined;
  }
}

export const lineFeed = 10;
const carriageReturn = 13;
export const space = 32;
export const quote = 34;
export const comma = 44;
export const equals = 61;
export const backslash = 92;

/** A line ends with LF or CRLF, or with the text; a CR elsewhere is a character like any other. */
export function endsLine(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code === lineFeed || at >= text.length) return true;
  return code === carriageReturn && (at + 1 >= text.length || text.charCodeAt(at + 1) === lineFeed);
}

/** What influxd takes for white space between the parts of a line; a part itself ends only at a space. */
export function skipBlanks(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== space && code !== 9 && code !== 0) break;
  }
  return at;
}
