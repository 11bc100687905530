/**
 * `.env` and env files, as compose reads them: `NAME=value`, `NAME: value`, `export` in front, values bare, 'literal' or "with \n and
 * $VARIABLES", the quoted ones over several lines; `NAME` alone takes the value from where compose runs.
 * @see Compose, "Environment variables interpolation", ".env file syntax"
 */
import type { Span } from "../../../model/span.ts";
import type { EnvVar } from "../../../model/stack.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { placesIn } from "../../tree/places.ts";
import type { Lookup } from "../../tree/template.ts";
import { plainText } from "../../yaml/plain-text.ts";
import { type Expand, expander, readQuoted } from "./value.ts";

interface Reading {
  readonly text: string;
  readonly spanAt: (offset: number) => Span;
  readonly lookup: Lookup;
  readonly expand: Expand;
  readonly say: Say;
  readonly values: Map<string, EnvVar>;
}

/** @param lookup the environment that goes before the file's own earlier lines when a value names a variable */
export function readDotenv(file: SourceFile, lookup: Lookup, say: Say): readonly EnvVar[] {
  const plain = plainText(file.text, file.path, say);
  if (plain === undefined) return [];
  const text = plain.replaceAll("\r\n", "\n");
  const values = new Map<string, EnvVar>();
  const expand = expander((name) => lookup(name) ?? values.get(name)?.value, say);
  const reading: Reading = { text, spanAt: placesIn(text, file.path), lookup, expand, say, values };
  let at = 0;
  while (at < text.length) at = readStatement(reading, at);
  return [...values.values()];
}

/** Blank lines and comments, then a name, a delimiter and a value. @returns where the next one starts */
function readStatement(reading: Reading, from: number): number {
  const { text, spanAt, say } = reading;
  const blank = sticky(/(?:\s+|#[^\n]*)+/y, text, from)?.[0].length ?? 0;
  const start = from + blank;
  if (start >= text.length) return text.length;
  const lineEnd = endOfLine(text, start);
  const match = sticky(/(?:export[ \t]+)?([\p{L}\p{N}_.[\]-]+)[ \t]*([=:]|$)[ \t]*/muy, text, start);
  if (!match) {
    say.error(
      "bad-env-file",
      spanAt(start),
      "this line is not `NAME=value`",
      "Write `NAME=value`, or # in front of a comment.",
    );
    return lineEnd;
  }
  const [all, name = "", delimiter] = match;
  const at = spanAt(start);
  if (delimiter === "") {
    const value = reading.lookup(name);
    if (value !== undefined) reading.values.set(name, { name, value, at });
    return lineEnd;
  }
  const { value, end } = readValue(reading, name, start + all.length, at);
  if (value !== undefined) reading.values.set(name, { name, value, at });
  return end;
}

function readValue(reading: Reading, name: string, from: number, at: Span): { value?: string; end: number } {
  const { text, spanAt, say, expand } = reading;
  const lineEnd = endOfLine(text, from);
  const quote = text[from];
  if (quote !== "'" && quote !== '"') {
    const bare = text.slice(from, lineEnd).replace(/ #.*$/, "").trimEnd();
    return { value: expand(bare, name, at), end: lineEnd };
  }
  const quoted = readQuoted(text, from, quote);
  if (!quoted) {
    say.error(
      "bad-env-file",
      spanAt(from),
      `the value of ${name} has a quote that is not closed`,
      `Add the closing ${quote}.`,
    );
    return { end: lineEnd };
  }
  const rest = sticky(/[ \t]*(?:#[^\n]*)?$/my, text, quoted.end);
  if (!rest) {
    say.error(
      "bad-env-file",
      spanAt(quoted.end),
      `text follows the closing quote of ${name}`,
      "Put it inside the quotes, or # before it.",
    );
    return { end: endOfLine(text, quoted.end) };
  }
  const value = quote === "'" ? quoted.value : expand(quoted.value, name, at);
  return { value, end: quoted.end + rest[0].length };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

function sticky(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** `format: raw`: everything after the first `=` as it stands. */
export function readRawEnv(file: SourceFile, say: Say): readonly EnvVar[] {
  const text = plainText(file.text, file.path, say) ?? "";
  return text.split("\n").flatMap((line, i) => {
    const equals = line.indexOf("=");
    if (equals <= 0 || line.startsWith("#")) return [];
    const value = line.slice(equals + 1).replace(/\r$/, "");
    return [{ name: line.slice(0, equals).trim(), value, at: { file: file.path, line: i + 1, column: 1 } }];
  });
}
