/**
 * A text from a file or a program, safe to put on a terminal: control characters would move the cursor or recolour the
 * screen, and bidirectional overrides would make a line read as another one (CVE-2021-42574).
 */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (char) => {
    if (char === "\n") return "\n";
    if (char === "\t") return "  ";
    const code = char.codePointAt(0) ?? 0;
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The same, on one line. */
export const oneLine = (text: string): string => printable(text.replaceAll(/\s*\r?\n\s*/g, " "));
