import { splitWords } from "../../../compose/words.ts";
import { isNull, type Node } from "../../../model/node.ts";
import type { Located, Span } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { asText, asTexts } from "../../tree/shape.ts";

/** A command as compose takes it: a list of words as it stands, or a text that is split at spaces outside of quotes. */
export function readCommand(node: Node, path: string, say: Say): Located<readonly string[]> | undefined {
  if (isNull(node)) return undefined;
  if (node.kind !== "scalar") {
    return { value: asTexts(node, path, "list-only", say).map(({ value }) => value), at: node.at };
  }
  const text = asText(node, path, say);
  const words = text && splitCommand(text.value, node.at, path, say);
  return words && { value: words, at: node.at };
}

/** Says what cannot be split, and what is cut off; never what the command is, which may hold a password. */
export function splitCommand(text: string, at: Span, path: string, say: Say): readonly string[] | undefined {
  const split = splitWords(text);
  const remedy = 'Write a list of words, or `["sh", "-c", "…"]` for a line that a shell shall run.';
  if (typeof split === "string") return say.error("bad-command", at, `\`${path}\` ${split}`, remedy);
  if (split.cutBy !== undefined) {
    const what = `\`${path}\` ends at its \`${split.cutBy}\`: no shell reads it, and what stands behind never runs`;
    say.notice("command-cut", at, what, remedy);
  }
  return split.words;
}
