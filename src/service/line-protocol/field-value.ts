/** Field values: floats, integers `1i`, unsigned `1u`, booleans and strings in double quotes. */
import type { FieldValue } from "../point.ts";
import { backslash, type Cursor, comma, endsLine, quote, space } from "./cursor.ts";

const maxInt64 = 9_223_372_036_854_775_807n;
const minInt64 = -9_223_372_036_854_775_808n;

/**
 * Stops behind the value. A string may hold line feeds. An unsigned value is taken when it fits a 64-bit signed integer, since a
 * point has no other integers.
 * @see InfluxDB 2 documentation, line protocol, "Data types and format"
 */
export function readFieldValue(cursor: Cursor): FieldValue | undefined {
  const { text, at: start } = cursor;
  const first = text.charCodeAt(start);
  if (first === quote) return readString(cursor);
  if (isDigit(first) || first === 45 || first === 46) return readNumber(cursor);
  const end = endOfWord(text, start);
  if (end === start) return cursor.fail("missing field value", start);
  const value = booleans.get(text.slice(start, end));
  if (value === undefined) return cursor.fail("neither a number, a boolean nor a string in double quotes", start);
  cursor.at = end;
  return value;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ...["t", "T", "true", "True", "TRUE"].map((word) => [word, true] as const),
  ...["f", "F", "false", "False", "FALSE"].map((word) => [word, false] as const),
]);

function readString(cursor: Cursor): string | undefined {
  const { text, at: start } = cursor;
  let escapes = false;
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === backslash) {
      escapes = true;
      at++;
    } else if (code === quote) {
      cursor.at = at + 1;
      const value = text.slice(start + 1, at);
      return escapes ? value.replace(/\\(["\\])/g, "$1") : value;
    }
  }
  return cursor.fail("a string without its closing quote", start);
}

function readNumber(cursor: Cursor): number | bigint | undefined {
  const { text, at: start } = cursor;
  const negative = text.charCodeAt(start) === 45;
  let at = negative ? start + 1 : start;
  const digits = at;
  let whole = 0;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (!isDigit(code)) break;
    whole = whole * 10 + code - 48;
  }
  const after = text.charCodeAt(at);
  if (after === 105 || after === 117) {
    cursor.at = at + 1;
    if (at === digits || !endsWord(text, at + 1)) return cursor.fail("not an integer", start);
    if (after === 117 && negative) return cursor.fail("an unsigned integer below zero", start);
    // Up to 15 digits a double is exact, and far cheaper to gather than a bigint.
    if (at - digits <= 15) return BigInt(negative ? -whole : whole);
    const value = BigInt(text.slice(start, at));
    if (value > maxInt64 || value < minInt64) return cursor.fail("an integer beyond 64 bits, signed", start);
    return value;
  }
  if (endsWord(text, at) && at > digits && at - digits <= 15) {
    cursor.at = at;
    return negative ? -whole : whole;
  }
  return readFloat(cursor, at);
}

/** @param from behind the leading digits, which need not be looked at again */
function readFloat(cursor: Cursor, from: number): number | undefined {
  const { text, at: start } = cursor;
  const end = endOfWord(text, from);
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    // Only digits, `.`, `e`, `E`, `+` and `-`: Number() would also take blanks, `0x1` and `Infinity`.
    if (!isDigit(code) && code !== 46 && code !== 101 && code !== 69 && code !== 43 && code !== 45) {
      return cursor.fail("not a number", start);
    }
  }
  const value = Number(text.slice(start, end));
  if (Number.isNaN(value)) return cursor.fail("not a number", start);
  if (!Number.isFinite(value)) return cursor.fail("a number beyond 64-bit floats", start);
  cursor.at = end;
  return value;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function endsWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === comma || code === space || endsLine(text, at);
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (!endsWord(text, at)) at++;
  return at;
}
