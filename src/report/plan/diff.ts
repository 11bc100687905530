/** Unified diffs of a person's files, with every secret masked, also in the lines around a change. */
import type { ConfigFile } from "../../model/setting.ts";
import type { Stack } from "../../model/stack.ts";
import type { EditedFile } from "../edit/files.ts";
import { type Format, hiddenLines } from "../mask/hidden-lines.ts";
import type { Paint, Style } from "../text/paint.ts";
import { printable } from "../text/printable.ts";
import { diffLines, type LineEdit } from "./line-diff.ts";

export interface DiffLine {
  readonly kind: "file" | "hunk" | "kept" | "removed" | "added";
  readonly text: string;
  /** Its number, from 1: in the old text for a line that goes, in the new one for a line that comes. */
  readonly line?: number;
}

/** What is compared, with the names that its head shows. */
export interface Compared {
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly after: string;
  readonly format: Format;
}

const contextLines = 2;

export function diffOf(file: EditedFile, stack: Stack): readonly DiffLine[] {
  const { path, before, after } = file;
  const from = before === "" ? "(new file)" : path;
  return diffBetween({ from, to: path, before, after, format: formatOf(path, stack) });
}

export function diffBetween({ from, to, before, after, format }: Compared): readonly DiffLine[] {
  const old = hiddenLines(before, format);
  const fresh = hiddenLines(after, format);
  // Compared as they are: a secret that changes is a change, though both are shown masked.
  const edits = diffLines(linesOf(before), linesOf(after));
  const lines = hunksOf(edits).flatMap((hunk): DiffLine[] => [
    { kind: "hunk", text: `@@ -${hunk.old} +${hunk.fresh} @@` },
    ...hunk.edits.map((edit): DiffLine => {
      if (edit.kind === "removed") return { kind: "removed", text: `-${old[edit.old] ?? ""}`, line: edit.old + 1 };
      const text = fresh[edit.fresh] ?? "";
      if (edit.kind === "kept") return { kind: "kept", text: ` ${text}` };
      return { kind: "added", text: `+${text}`, line: edit.fresh + 1 };
    }),
  ]);
  return [{ kind: "file", text: `--- ${from}` }, { kind: "file", text: `+++ ${to}` }, ...lines];
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

interface Hunk {
  readonly edits: readonly LineEdit[];
  /** `12,5`: first line and count. @see POSIX diff, "Diff -u output format" */
  readonly old: string;
  readonly fresh: string;
}

/** Changes with the lines around them; those that touch are one. */
function hunksOf(edits: readonly LineEdit[]): readonly Hunk[] {
  const ranges: { from: number; to: number }[] = [];
  edits.forEach((edit, i) => {
    if (edit.kind === "kept") return;
    const [from, to] = [Math.max(0, i - contextLines), Math.min(edits.length, i + contextLines + 1)];
    const last = ranges.at(-1);
    if (last && from <= last.to) last.to = to;
    else ranges.push({ from, to });
  });
  let at = 0;
  let [old, fresh] = [0, 0];
  const walk = (to: number) => {
    const start = { old, fresh };
    for (; at < to; at++) {
      const kind = edits[at]?.kind;
      if (kind !== "added") old++;
      if (kind !== "removed") fresh++;
    }
    return { old: rangeOf(start.old, old), fresh: rangeOf(start.fresh, fresh) };
  };
  return ranges.map(({ from, to }) => {
    walk(from);
    return { edits: edits.slice(from, to), ...walk(to) };
  });
}

/** An empty range names the line before it. */
const rangeOf = (from: number, to: number): string => `${to === from ? from : from + 1},${to - from}`;

export function formatOf(path: string, stack: Stack): "compose" | ConfigFile["format"] {
  if (stack.files.includes(path)) return "compose";
  const config = stack.services.flatMap(({ configs }) => configs).find((one) => one.path === path);
  return config?.format ?? "compose";
}

const styles: Readonly<Record<DiffLine["kind"], Style | undefined>> = {
  file: "bold",
  hunk: "cyan",
  kept: undefined,
  removed: "red",
  added: "green",
};

export function showDiff(lines: readonly DiffLine[], paint: Paint): readonly string[] {
  return lines.map(({ kind, text }) => {
    const style = styles[kind];
    const shown = printable(text).trimEnd();
    return style === undefined ? shown : paint(style, shown);
  });
}
