import type { Scalar } from "yaml";

/** A word or path, and nothing that YAML or a reader of YAML 1.1 would take for a number, a boolean or a marker. */
const plainWord = /^(?:[A-Za-z_/]|\.\/)[\w./@+=-]*(?::[\w./@+=-]+)*$/;
const notWords = /^(?:true|false|yes|no|on|off|null|y|n)$/i;
const plainNumber = /^(?:0|[1-9]\d{0,14})$/;

/** A string as YAML, quoted the way the scalar that it replaces was; compose's own `$` is doubled, since the value is meant as it is. */
export function composeString(value: string, like?: Scalar.Type | null): string {
  const text = value.replaceAll("$", "$$$$");
  if (like === "QUOTE_SINGLE" && /^[\x20-\x7e\xa0-\ud7ff]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  if (like === "PLAIN" && plainNumber.test(text)) return text;
  if (like !== "QUOTE_DOUBLE" && plainWord.test(text) && !notWords.test(text)) return text;
  return JSON.stringify(text).replaceAll(/[\x7f-\x9f\u2028\u2029\ufeff]/g, escapeUnicode);
}

/** YAML 1.2 section 5.7: what is not printable must be escaped, also where JSON lets it be. */
const escapeUnicode = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
