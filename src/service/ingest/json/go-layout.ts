/**
 * What a Go reference layout such as `2006-01-02T15:04:05Z07:00` is made of: a pattern for the texts that it describes, and what each
 * group of the pattern is.
 * @see https://pkg.go.dev/time#pkg-constants; Go's time.Parse for what may vary: digits of the hour, a fraction behind the seconds
 */

export type TimePart =
  | ("year" | "year2" | "month" | "monthName" | "dayName" | "day" | "dayOfYear")
  | ("hour" | "hour12" | "half" | "minute" | "second" | "fraction" | "offset" | "zone");

export interface GoLayout {
  readonly pattern: RegExp;
  /** One for each group of the pattern, in its order. */
  readonly parts: readonly TimePart[];
}

const elements: Readonly<Record<string, readonly [part: TimePart, pattern: string]>> = {
  January: ["monthName", "([A-Za-z]+)"],
  Jan: ["monthName", "([A-Za-z]{3})"],
  Monday: ["dayName", "([A-Za-z]+)"],
  Mon: ["dayName", "([A-Za-z]{3})"],
  2006: ["year", "(\\d{4})"],
  "06": ["year2", "(\\d\\d)"],
  "01": ["month", "(\\d\\d)"],
  1: ["month", "(\\d\\d?)"],
  "02": ["day", "(\\d\\d)"],
  _2: ["day", " ?(\\d\\d?)"],
  2: ["day", "(\\d\\d?)"],
  "002": ["dayOfYear", "(\\d{3})"],
  __2: ["dayOfYear", " {0,2}(\\d{1,3})"],
  15: ["hour", "(\\d\\d?)"],
  "03": ["hour12", "(\\d\\d)"],
  3: ["hour12", "(\\d\\d?)"],
  "04": ["minute", "(\\d\\d)"],
  4: ["minute", "(\\d\\d?)"],
  "05": ["second", "(\\d\\d)"],
  5: ["second", "(\\d\\d?)"],
  PM: ["half", "(AM|PM)"],
  pm: ["half", "(am|pm)"],
  MST: ["zone", "(UTC|GMT(?:[+-]\\d\\d?)?)"],
  "-0700": ["offset", "([+-]\\d{4})"],
  "-07:00": ["offset", "([+-]\\d\\d:\\d\\d)"],
  "-07": ["offset", "([+-]\\d\\d)"],
  "-070000": ["offset", "([+-]\\d{6})"],
  "-07:00:00": ["offset", "([+-]\\d\\d:\\d\\d:\\d\\d)"],
  Z0700: ["offset", "(Z|[+-]\\d{4})"],
  "Z07:00": ["offset", "(Z|[+-]\\d\\d:\\d\\d)"],
  Z07: ["offset", "(Z|[+-]\\d\\d)"],
  Z070000: ["offset", "(Z|[+-]\\d{6})"],
  "Z07:00:00": ["offset", "(Z|[+-]\\d\\d:\\d\\d:\\d\\d)"],
};

/** Longest first where one begins another; a `.000` or `.999` is a fraction only where no digit follows. */
const element =
  /January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|[-Z]07(?::00:00|0000|:00|00)?|002|0[1-6]|2006|15|__2|_2(?!006)|[1-5]|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)/g;

/** Any text is a layout: what is no element stands for itself. */
export function readLayout(layout: string): GoLayout {
  const parts: TimePart[] = [];
  let pattern = "";
  let end = 0;
  for (const { 0: token, index } of layout.matchAll(element)) {
    pattern += literal(layout.slice(end, index));
    end = index + token.length;
    if (/^[.,]/.test(token)) {
      pattern += token.includes("9") ? "(?:[.,](\\d+))?" : `[.,](\\d{${token.length - 1}})`;
      parts.push("fraction");
      continue;
    }
    const [part, own] = elements[token] ?? ["zone", literal(token)];
    pattern += own;
    parts.push(part);
    if (part === "second" && !/^[.,](?:0+|9+)(?!\d)/.test(layout.slice(end))) {
      pattern += "(?:[.,](\\d+))?";
      parts.push("fraction");
    }
  }
  return { pattern: new RegExp(`^${pattern}${literal(layout.slice(end))}$`), parts };
}

/** A run of blanks in a layout stands for a run of any length. */
function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/ +/g, " +");
}
