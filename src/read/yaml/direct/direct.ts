/**
 * Reads at once what nearly all compose files consist of: maps and lists of one-line keys, with one-line values or plain text of several
 * lines, brackets, anchors, aliases and comments. Anything else, and whatever is wrong, is the full parser's, which takes several times as
 * long: cold, most of what a small file takes at all.
 * Invariant: what is read here, the full parser reads without an error, and makes the same of it (direct.test.ts).
 */
import { lexemeLimit } from "../scan/lexeme-limit.ts";
import type { Comment } from "../scan/margin.ts";
import { readBlock } from "./block.ts";
import { Lines } from "./lines.ts";
import type { Written } from "./written.ts";

export interface Direct {
  readonly root: Written;
  readonly comments: readonly Comment[];
}

/** @returns undefined when anything in it is unusual */
export function readDirectly(text: string): Direct | undefined {
  if (/[\r\ufeff]/.test(text)) return undefined;
  const lines = new Lines(text);
  const root = lines.toContent() && lines.column === 0 ? readBlock(lines, 1) : undefined;
  return root && lines.isOver && lines.lexemes <= lexemeLimit ? { root, comments: lines.comments } : undefined;
}
