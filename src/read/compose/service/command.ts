import { splitWords } from "../../../compose/words.ts";
import { isNull, type Node } from "../../../model/node.ts";
import type { Located } from "../../../model/span.ts";
import type { Say } from "../../say/say.ts";
import { asText, asTexts } from "../../tree/shape.ts";

/** A command as compose takes it: a list of words as it stands, or a text that is split at spaces outside of quotes. */
export function readCommand(node: Node, path: string, say: Say): Located<readonly string[]> | undefined {
  if (isNull(node)) return undefined;
  if (node.kind !== "scalar") {
    return { value: asTexts(node, path, "list-only", say).map(({ value }) => value), at: node.at };
  }
  const text = asText(node, path, say);
  if (!text) return undefined;
  const words = splitWords(text.value);
  if (words) return { value: words, at: node.at };
  return say.error(
    "bad-command",
    node.at,
    `\`${path}\` has a quote that is not closed`,
    "Close it, or write a list of words.",
  );
}
