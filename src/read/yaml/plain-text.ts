import type { Span } from "../../model/span.ts";
import type { Say } from "../say/say.ts";

/** Largest file that is read, in UTF-16 units: three times Telegraf's own sample of every plugin. */
const usualLimit = 1_048_576;

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the purpose
const notText = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/;

/**
 * Whether a file can be text at all, before a grammar is let loose on it.
 * @returns the text without a byte order mark; undefined when the problem has been said
 */
export function plainText(text: string, file: string, say: Say, sizeLimit = usualLimit): string | undefined {
  const start: Span = { file, line: 1, column: 1 };
  if (text.length > sizeLimit) {
    const what = `the file is too large: ${text.length} characters, at most ${sizeLimit} are read`;
    return say.error("file-too-large", start, what, "Check that this is the file you meant.");
  }
  const found = notText.exec(text);
  if (found) {
    const before = text.slice(0, found.index).split("\n");
    const at: Span = { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
    const code = text.charCodeAt(found.index);
    if (code === 0xfffd) {
      return say.error("not-text", at, "this is not UTF-8", "Save the file as UTF-8.");
    }
    const what = `a control character (U+${code.toString(16).padStart(4, "0").toUpperCase()}) stands here`;
    return say.error(
      "not-text",
      at,
      what,
      "Take it out, or check that this is the file you meant: it may be a binary one.",
    );
  }
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
