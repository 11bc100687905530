/** As the parser puts it. */
export interface Misread {
  readonly offset: number;
  readonly code: string;
  readonly message: string;
}

type Rule = readonly [code: string, inMessage: RegExp | undefined, what: string, remedy: string];

const indentRemedy =
  "Give all keys of one map the same number of spaces, and what belongs below a key more than that key.";
const quoteRemedy = "Put the text in quotes.";

/** The parser's errors in the words of somebody who writes compose files; the first rule that fits counts. */
const rules: readonly Rule[] = [
  [
    "TAB_AS_INDENT",
    undefined,
    "a tab stands where YAML wants spaces",
    "Use spaces to indent; most editors can convert tabs.",
  ],
  ["MISSING_CHAR", /end with a/, "this bracket or brace is not closed", "Add the closing ] or }."],
  ["BAD_INDENT", /end with a/, "this bracket or brace is not closed", "Add the closing ] or }."],
  ["BAD_INDENT", undefined, "the indentation does not fit the lines above", indentRemedy],
  ["BAD_SCALAR_START", undefined, "a text cannot start with this character", quoteRemedy],
  [
    "BAD_DQ_ESCAPE",
    undefined,
    'this backslash means nothing in "double quotes"',
    "Write \\\\ for a backslash, or use 'single quotes'.",
  ],
  [
    "MISSING_CHAR",
    /closing 'quote/,
    "this text in 'single quotes' is not closed",
    "Add the closing '; a ' inside is written ''.",
  ],
  [
    "MISSING_CHAR",
    /closing "quote/,
    'this text in "double quotes" is not closed',
    'Add the closing "; a " inside is written \\".',
  ],
  [
    "MISSING_CHAR",
    /^Missing , or :/,
    "a comma or colon is missing in { … } or [ … ]",
    "Separate the items with commas.",
  ],
  ["MISSING_CHAR", /^Missing ,/, "a comma is missing in { … } or [ … ]", "Separate the items with commas."],
  ["MISSING_CHAR", /^Missing space after/, "a space is missing after the colon", "Write `key: value`."],
  [
    "MISSING_CHAR",
    /followed by map values/,
    "this line is neither `key: value` nor a list item",
    "Add a colon and a space after the key, or `- ` before an item.",
  ],
  ["MISSING_CHAR", /without - indicator/, "a list goes on here without `- `", "Start each item of a list with `- `."],
  [
    "MISSING_CHAR",
    /Comments must be separated/,
    "a # without a space before it is not a comment",
    "Put a space before the #, or the text in quotes.",
  ],
  [
    "MULTILINE_IMPLICIT_KEY",
    undefined,
    "a line without a colon runs into the key below it",
    "Write `key: value`, or put a text of several lines in quotes.",
  ],
  ["BLOCK_AS_IMPLICIT_KEY", /block sequence/, "a list item is indented unlike the items above it", indentRemedy],
  [
    "BLOCK_AS_IMPLICIT_KEY",
    undefined,
    "a second `key:` stands inside this value",
    "Put the text in quotes, or mend the indentation of the next line.",
  ],
  [
    "BLOCK_IN_FLOW",
    undefined,
    "an indented block stands inside { … } or [ … ]",
    "Use one style: brackets, or indentation.",
  ],
  ["KEY_OVER_1024_CHARS", undefined, "a key is longer than 1024 characters", "Look for a missing line break or quote."],
  ["MULTIPLE_ANCHORS", undefined, "a value has two anchors", "Keep one `&name`."],
  ["MULTIPLE_TAGS", undefined, "a value has two tags", "Keep one `!tag`."],
  ["ALIAS_PROPS", undefined, "an alias has an anchor or a tag of its own", "Write `*name` alone."],
  [
    "BAD_ALIAS",
    undefined,
    "an anchor or alias has no proper name",
    "Write `&name` and `*name`; put a text that starts with & or * in quotes.",
  ],
  [
    "BAD_DIRECTIVE",
    undefined,
    "a line that starts with % is not a directive that we know",
    "Take it out, or put the text in quotes.",
  ],
  ["TAG_RESOLVE_FAILED", undefined, "the value does not fit its tag", "Take the tag out."],
  ["UNEXPECTED_TOKEN", /block-seq-ind/, "a list starts on its key's own line", "Begin the list on the next line."],
  [
    "UNEXPECTED_TOKEN",
    /^Block scalar header|^Not a YAML token/,
    "text follows the | or > in the same line",
    "Begin the text on the next line.",
  ],
  [
    "UNEXPECTED_TOKEN",
    /^Unexpected (flow-|\]|\})/,
    "a bracket or brace too many",
    "Take it out, or put the text in quotes.",
  ],
  [
    "UNEXPECTED_TOKEN",
    undefined,
    "this does not belong here",
    "Look for a missing quote, colon or line break just before it.",
  ],
];

/** Whether the error is about something that opens further up. */
export function isUnclosed(error: Misread): boolean {
  return /^Missing closing|end with a/.test(error.message);
}

/** Whether it only says that the parser, having given up further above, found more text. */
export function isEcho(error: Misread): boolean {
  return / token in YAML stream/.test(error.message);
}

export function inPlainWords(error: Misread): { readonly what: string; readonly remedy: string } {
  const rule = rules.find(([code, message]) => code === error.code && (message?.test(error.message) ?? true));
  if (rule) return { what: `YAML: ${rule[2]}`, remedy: rule[3] };
  return {
    what: `YAML: ${error.message}`,
    remedy: "Compare with https://yaml.org/spec/1.2.2/, or put the text in quotes.",
  };
}
