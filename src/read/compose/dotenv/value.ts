import type { Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { looksSecret } from "../../say/secretive.ts";
import { type Lookup, substitute } from "../../tree/template.ts";

/** Fills the variables in a value that is bare or in double quotes. */
export type Expand = (value: string, name: string, at: Span) => string;

export function expander(lookup: Lookup, say: Say): Expand {
  return (value, name, at) => {
    if (!value.includes("$")) return value;
    return substitute(value, lookup, {
      unset(variable) {
        const what = looksSecret(name)
          ? `${name} uses a variable that is not set`
          : `${name} uses ${variable}, which is not set`;
        say.notice(
          "unset-variable",
          at,
          `${what}: nothing stands in its place`,
          "Set it, or put the value in 'single quotes'.",
        );
        return "";
      },
      required(variable, message) {
        const what = `${name} needs ${variable}${message && !looksSecret(name) ? `: ${message}` : ""}`;
        say.error("required-variable", at, what, `Set ${variable} in the environment.`);
        return "";
      },
      invalid(written) {
        say.error(
          "bad-interpolation",
          at,
          `the value of ${name} has a $ that begins no variable`,
          "Put it in 'single quotes'.",
        );
        return written;
      },
    });
  };
}

/**
 * The text in quotes that begin at `from`, over several lines if need be. A backslash before the quote keeps the quote; in double
 * quotes, the usual escapes stand for what they do in a shell.
 * @returns undefined when nothing closes the quote
 */
export function readQuoted(text: string, from: number, quote: "'" | '"'): { value: string; end: number } | undefined {
  let value = "";
  for (let i = from + 1; i < text.length; i++) {
    const char = text[i] ?? "";
    if (char === quote) return { value: quote === '"' ? unescapeDouble(value) : value, end: i + 1 };
    const next = text[i + 1];
    if (char === "\\" && next !== undefined) {
      value += next === quote ? quote : char + next;
      i += 1;
    } else value += char;
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  // Doubled, so that what fills in the variables leaves it alone.
  $: "$$",
};

/** compose lets `\c` and `\"` stand as they are, and takes `\0` with up to three octal digits. */
function unescapeDouble(text: string): string {
  return text.replaceAll(/\\(?:([abfnrtv\\$])|0([0-7]{3}))/g, (_, letter?: string, octal?: string) =>
    letter === undefined ? String.fromCharCode(Number.parseInt(octal ?? "0", 8)) : (escapes[letter] ?? ""),
  );
}
