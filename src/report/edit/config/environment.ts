/** Edits an env file line by line: what no change names stays byte for byte. Applying the same changes again changes nothing. */
import type { Change } from "../../../model/change.ts";
import { contentEnd, indentOf, type Line, splice, toLines, toText } from "../lines.ts";
import { decoded, type EnvLine, encoded, envLines } from "./env-lines.ts";

type VariableChange = Extract<Change, { kind: "environment" }>;

export function editEnvironment(text: string, changes: readonly Change[]): string {
  return toText(changes.reduce(editEnvironmentLines, toLines(text)));
}

/** @returns the very lines given when there is nothing to edit */
export function editEnvironmentLines(lines: readonly Line[], change: Change): readonly Line[] {
  return change.kind === "environment" ? setVariable(lines, change) : lines;
}

function setVariable(lines: readonly Line[], { name, after }: VariableChange): readonly Line[] {
  const all = envLines(lines);
  const same = all.filter((line) => line.name === name);
  // All of them: with the last one gone, an earlier one would count.
  if (after === undefined) return same.reduceRight((left, { from, to }) => splice(left, from, to, []), lines);
  const live = same.at(-1);
  if (live) return replaceValue(lines, live, after);
  const hidden = hiddenDefault(lines, all, name);
  if (hidden) return splice(lines, hidden.index, hidden.index + 1, [`${hidden.head}${encoded(after, hidden.old)}`]);
  const end = Math.max(contentEnd(lines), all.at(-1)?.to ?? 0);
  // Below a last line that ends in a backslash, a new one would go on with its value.
  const isOpen = all.at(-1)?.to === end && (lines[end - 1]?.text.endsWith("\\") ?? false);
  return splice(lines, end, end, [...(isOpen ? [""] : []), `${name}=${encoded(after)}`]);
}

/**
 * A comment behind the value moves to a line of its own: systemd would take it for a part of the value. Spaces around the `=` go: a shell
 * would take the name for a command.
 */
function replaceValue(lines: readonly Line[], live: EnvLine, after: string): readonly Line[] {
  const { name, head, from, to, valueFrom, written, tail } = live;
  const comment = tail.trim();
  const isTight = lines[from]?.text.slice(0, valueFrom) === `${head}${name}=`;
  if (isTight && comment === "" && decoded(written) === after) return lines;
  const [mark, own] = head.startsWith("\ufeff") ? ["\ufeff", head.slice(1)] : ["", head];
  const texts = [...(comment === "" ? [] : [`${indentOf(own)}${comment}`]), `${own}${name}=${encoded(after, written)}`];
  const [first = "", ...rest] = texts;
  if (texts.length === 1 && to - from === 1 && mark + first === lines[from]?.text) return lines;
  return splice(lines, from, to, [mark + first, ...rest]);
}

/** `# NAME=value`, not a sentence that begins so. */
function hiddenDefault(
  lines: readonly Line[],
  all: readonly EnvLine[],
  name: string,
): { readonly index: number; readonly head: string; readonly old: string } | undefined {
  for (const [index, { text }] of lines.entries()) {
    if (all.some(({ from, to }) => index >= from && index < to)) continue;
    const found = /^\s*[#;]+\s*((?:export[ \t]+)?([\w.-]+)=)(\S*|"[^"]*"|'[^']*')\s*(?:#.*)?$/.exec(text);
    if (found?.[2] === name) return { index, head: found[1] ?? "", old: found[3] ?? "" };
  }
  return undefined;
}
