import type { Located, Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { plainText } from "../../yaml/plain-text.ts";

/** One line of mosquitto.conf that is not empty and no comment. */
export interface Line {
  readonly key: string;
  readonly at: Span;
  /** What follows the key; empty when nothing does. */
  readonly value: Located<string>;
}

/**
 * A comment has its # as the very first character of the line, and only spaces part a key from its value: mosquitto refuses a tab
 * there, and an indented comment (2.0.11).
 */
export function readLines(file: SourceFile, say: Say): readonly Line[] {
  const text = plainText(file.text, file.path, say) ?? "";
  return text.split("\n").flatMap((raw, i): readonly Line[] => {
    const line = raw.trimEnd();
    if (line === "" || line.startsWith("#")) return [];
    const indent = line.length - line.trimStart().length;
    const at = { file: file.path, line: i + 1, column: indent + 1 };
    if (line[indent] === "#") {
      const what = "mosquitto takes a # for a comment only as the first character of a line";
      say.error("bad-setting", at, what, "Take the spaces in front of the # away.");
      return [];
    }
    const [, key = "", gap = ""] = /^(\S+)(\s*)/.exec(line.slice(indent)) ?? [];
    const tab = (line.slice(0, indent) + gap).includes("\t");
    if (tab) say.error("bad-setting", at, "mosquitto does not take a tab for a space", "Use spaces.");
    const start = indent + key.length + gap.length;
    return [{ key, at, value: { value: line.slice(start), at: { ...at, column: start + 1 } } }];
  });
}
