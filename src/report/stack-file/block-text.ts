import { isPrintable } from "./plain.ts";

/** Where a folded text is broken into lines. */
const width = 80;

/** A text of several lines as a block: the sign after the key, and the lines, not yet indented. */
export interface BlockText {
  readonly header: string;
  readonly lines: readonly string[];
}

/**
 * `|` or `>`.
 * @returns undefined for a text whose white space would not come back the same from every reader
 */
export function blockText(text: string, style: "literal" | "folded"): BlockText | undefined {
  const ends = text.endsWith("\n");
  const body = ends ? text.slice(0, -1) : text;
  const lines = body.split("\n");
  if (body === "" || body.endsWith("\n") || !lines.every(isLine)) return undefined;
  const first = lines.find((line) => line !== "") ?? "";
  if (first.startsWith("\t")) return undefined;
  const chomp = ends ? "" : "-";
  if (style === "folded" && lines.length === 1 && !first.startsWith(" ")) {
    return { header: `>${chomp}`, lines: folded(body) };
  }
  return { header: `|${first.startsWith(" ") ? "2" : ""}${chomp}`, lines };
}

function isLine(line: string): boolean {
  return line === "" || (/[^ \t]/.test(line) && isPrintable(line.replaceAll("\t", " ")));
}

/** Broken only where one blank stands between two words. */
function folded(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=[^ \t]) (?=[^ \t])/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
