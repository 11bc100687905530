/**
 * Measurements, tag keys, tag values and field keys.
 * Invariant: a backslash escapes only the characters that are special where it stands; elsewhere it is a backslash. So `a\b` is `a\b`,
 * `a\,b` is `a,b`, and `a\\,b` is `a\,b`; a name that ends in a backslash cannot be written.
 * @see InfluxDB 2 documentation, line protocol, "Special characters"
 */
import { backslash, type Cursor, comma, equals, lineFeed, space } from "./cursor.ts";

/** Characters that a backslash makes literal, by place. influxd also takes `\=` and `\"` in measurements and `\"` in field keys. */
const escapedInName = /\\([, ="])/g;
const escapedInTag = /\\([, =])/g;

/** Stops at the comma before the tags or the space before the fields. */
export function readMeasurement(cursor: Cursor): string | undefined {
  const { text, at: start } = cursor;
  let escapes = false;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > comma && code !== backslash) continue;
    if (code === backslash) escapes = true;
    else if (code === lineFeed) break;
    else if ((code === comma || code === space) && (at === start || text.charCodeAt(at - 1) !== backslash)) {
      if (at === start) return cursor.fail("missing measurement", at);
      cursor.at = at;
      const name = text.slice(start, at);
      return escapes ? name.replace(escapedInName, "$1") : name;
    }
  }
  return cursor.fail("missing fields", at);
}

/** Stops after the equals sign. */
export function readTagKey(cursor: Cursor): string | undefined {
  return readKey(cursor, escapedInTag, "missing tag key", "missing tag value");
}

/** Stops after the equals sign. */
export function readFieldKey(cursor: Cursor): string | undefined {
  return readKey(cursor, escapedInName, "missing field key", "missing field value");
}

function readKey(cursor: Cursor, escaped: RegExp, noKey: string, noValue: string): string | undefined {
  const { text, at: start } = cursor;
  let escapes = false;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > equals && code !== backslash) continue;
    if (code === backslash) escapes = true;
    else if (code === lineFeed) break;
    else if ((code === equals || code === comma || code === space) && text.charCodeAt(at - 1) !== backslash) {
      if (at === start) return cursor.fail(noKey, at);
      if (code !== equals) break;
      cursor.at = at + 1;
      const key = text.slice(start, at);
      return escapes ? key.replace(escaped, "$1") : key;
    }
  }
  return cursor.fail(at === start ? noKey : noValue, at);
}

/** Stops at the comma before the next tag or the space before the fields. */
export function readTagValue(cursor: Cursor): string | undefined {
  const { text, at: start } = cursor;
  let escapes = false;
  let at = start;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > equals && code !== backslash) continue;
    if (code === backslash) escapes = true;
    else if (code === lineFeed) break;
    else if ((code === equals || code === comma || code === space) && text.charCodeAt(at - 1) !== backslash) {
      if (code === equals) {
        if (at === start) continue; // influxd takes an equals sign at the very start of a value as it is
        return cursor.fail("an equals sign in a tag value must be escaped", at);
      }
      if (at === start) return cursor.fail("missing tag value", at);
      cursor.at = at;
      const value = text.slice(start, at);
      return escapes ? value.replace(escapedInTag, "$1") : value;
    }
  }
  return cursor.fail(at === start ? "missing tag value" : "missing fields", at);
}
