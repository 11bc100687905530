import { parse, TomlDate, TomlError, type TomlTable } from "smol-toml";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { plainText } from "../../yaml/plain-text.ts";
import { locate, type Place } from "./places.ts";

const depthLimit = 64;

export interface Toml {
  readonly table: TomlTable;
  readonly place: Place;
}

/** A TOML text with the place of every key. The parser stops at the first error, so that one is all that is said. */
export function readToml({ path, text }: SourceFile, say: Say): Toml | undefined {
  const plain = plainText(text, path, say);
  if (plain === undefined) return undefined;
  try {
    return { table: parse(plain, { maxDepth: depthLimit }), place: locate(plain, path) };
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = /^Invalid TOML document: (.*)/.exec(error.message)?.[1] ?? "the text is not TOML";
    const [, what, remedy] = words.find(([pattern]) => pattern.test(message)) ?? [undefined, message, usual];
    return say.error("toml", { file: path, line: error.line, column: error.column }, `TOML: ${what}`, remedy);
  }
}

const usual = "Compare with https://toml.io/en/v1.0.0.";

/** The parser's messages in the words of somebody who edits a telegraf.conf; the first that fits counts. */
const words: readonly (readonly [message: RegExp, what: string, remedy: string])[] = [
  [
    /already defined (table or )?value/,
    "this table or key stands here a second time",
    "Keep one, or write [[name]] for several of a kind.",
  ],
  [
    /followed by an end-of-line/,
    "something follows the value in the same line",
    "Begin a new line, or put a # before it.",
  ],
  [/end of table array/, "a [[table]] header is not closed", "Write [[inputs.name]] with two brackets on each side."],
  [
    /unfinished string/,
    "a text in quotes is not closed",
    'Add the closing quote; a text of several lines begins and ends with """.',
  ],
  [/unfinished array/, "this [ list ] is not closed", "Add the closing ]."],
  [/unfinished table/, "this { table } is not closed", "Add the closing }."],
  [
    /expected comma/,
    "a comma or a closing bracket is missing before this",
    'Write ["a", "b"]: commas between the items, and a bracket at the end.',
  ],
  [
    /empty bare key|unexpected end of key|end of key/,
    "this line is neither `key = value` nor a [table]",
    "Write `key = value`, or put a # in front.",
  ],
  [/illegal character in key/, "a key has a character that it cannot have", "Put the key in quotes."],
  [/quoted key/, "a key goes over several lines", "Write the key in one line."],
  [/escape/, 'this backslash means nothing in "double quotes"', "Write \\\\ for a backslash, or use 'single quotes'."],
  [
    /invalid value|unfinished numeric|numeric literal|leading zero|underscore|invalid date/,
    "this is neither a text in quotes, a number, true, false, a [ list ] nor a { table }",
    "Put a text in quotes.",
  ],
  [/losslessly/, "this number is too large", "Write a smaller number, or put it in quotes."],
  [/control characters/, "a control character stands here", "Take it out."],
  [/nested structures/, "the nesting is too deep", "Flatten it: no setting is that deep."],
];

export function isDate(value: unknown): value is TomlDate {
  return value instanceof TomlDate;
}
