/**
 * A text as lines that keep their own line ends, so that what is not edited stays byte for byte.
 * Invariant: joining the lines of a text gives that text; a line knows which line of the original it was, through all edits.
 */
export interface Line {
  readonly text: string;
  /** "\n", "\r\n", or "" at the end of a text without a final line end. */
  readonly eol: string;
  /** Line number in the original, from 1; absent for a line that an edit added. */
  readonly origin?: number;
}

export function toLines(text: string): readonly Line[] {
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((line, i) => {
    const eol = line.endsWith("\r\n") ? "\r\n" : line.endsWith("\n") ? "\n" : "";
    return { text: line.slice(0, line.length - eol.length), eol, origin: i + 1 };
  });
}

export const toText = (lines: readonly Line[]): string => lines.map((line) => line.text + line.eol).join("");

/**
 * The lines `from` (inclusive) to `to` (exclusive) replaced by `texts`. The first text takes over the first line's origin; a text
 * that had no final line end still has none.
 */
export function splice(lines: readonly Line[], from: number, to: number, texts: readonly string[]): readonly Line[] {
  const eol = lines[0]?.eol || "\n";
  const openEnd = lines.at(-1)?.eol === "" && to === lines.length && texts.length > 0;
  const fresh = texts.map((text, i): Line => {
    const old = from + i < to ? lines[from + i] : undefined;
    const end = openEnd && i === texts.length - 1 ? "" : old?.eol || eol;
    return old?.origin === undefined ? { text, eol: end } : { text, eol: end, origin: old.origin };
  });
  const before = lines.slice(0, from);
  const last = before.at(-1);
  if (fresh.length > 0 && last?.eol === "") before[before.length - 1] = { ...last, eol };
  return [...before, ...fresh, ...lines.slice(to)];
}

export const indentOf = (text: string): string => /^\s*/.exec(text)?.[0] ?? "";

/** Index after the last line that is not blank. */
export function contentEnd(lines: readonly Line[]): number {
  return lines.findLastIndex((line) => line.text.trim() !== "") + 1;
}
