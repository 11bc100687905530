/**
 * InfluxDB line protocol → points.
 * Invariant: what is not a point is an error with its place; one bad line loses no other line, and no text makes it throw.
 */
import type { Point } from "../point.ts";
import { Cursor, endsLine, skipBlanks } from "./cursor.ts";
import { type LineOptions, readPoint } from "./line.ts";

interface LineError {
  /** Line on which the point starts, from 1. */
  readonly line: number;
  /** From 1, in UTF-16 units from the start of that line; a point with line feeds in its strings counts on. */
  readonly column: number;
  /** Never repeats the text: it may be logged. */
  readonly what: string;
}

export interface Parsed {
  readonly points: readonly Point[];
  readonly errors: readonly LineError[];
}

/**
 * Reads as influxd 1.x does, save that CRLF ends a line too; an unsigned integer is taken when it fits 64 bits signed; text behind a
 * closing quote is an error; a line feed in a name or a comment ends the line even behind a backslash; a string without its closing
 * quote loses its own line only; a field key may hold a backslash before an escaped character (`a\\=b` is `a\=b`); a field
 * without a name is an error behind a tab too.
 * @see InfluxDB 1.8 documentation, "Line protocol reference"; InfluxDB 2 documentation, "Line protocol"
 */
export function parseLines(text: string, options: LineOptions): Parsed {
  const cursor = new Cursor(text);
  const points: Point[] = [];
  const errors: LineError[] = [];
  let line = 1;
  let counted = 0;
  while (cursor.at < text.length) {
    const start = cursor.at;
    cursor.at = skipBlanks(text, start);
    if (!endsLine(text, cursor.at) && text.charCodeAt(cursor.at) !== numberSign) {
      const point = readPoint(cursor, options);
      if (point) points.push(point);
      else {
        line += lineFeeds(text, counted, start);
        counted = start;
        errors.push({ line, column: cursor.failedAt - start + 1, what: cursor.failure });
      }
    }
    const end = text.indexOf("\n", cursor.at);
    cursor.at = end < 0 ? text.length : end + 1;
  }
  return { points, errors };
}

const numberSign = 35;

function lineFeeds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", from); at >= 0 && at < to; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
