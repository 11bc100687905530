/** Unified diffs of a person's files, with every secret masked, also in the lines around a change. */
import { structuredPatch } from "diff";
import type { Stack } from "../../model/stack.ts";
import type { EditedFile } from "../edit/files.ts";
import { type Format, hiddenLines } from "../mask/hidden-lines.ts";
import type { Paint, Style } from "../text/paint.ts";
import { printable } from "../text/printable.ts";

export interface DiffLine {
  readonly kind: "file" | "hunk" | "kept" | "removed" | "added";
  readonly text: string;
}

const contextLines = 2;

export function diffOf(file: EditedFile, stack: Stack): readonly DiffLine[] {
  const format = formatOf(file.path, stack);
  const before = hiddenLines(file.before, format);
  const after = hiddenLines(file.after, format);
  const { hunks } = structuredPatch(file.path, file.path, file.before, file.after, "", "", { context: contextLines });
  const lines = hunks.flatMap((hunk): DiffLine[] => {
    let [old, fresh] = [hunk.oldStart - 1, hunk.newStart - 1];
    const head = `@@ -${hunk.oldStart},${hunk.oldLines} +${hunk.newStart},${hunk.newLines} @@`;
    const body = hunk.lines.flatMap((line): DiffLine[] => {
      switch (line[0]) {
        case "-":
          return [{ kind: "removed", text: `-${before[old++] ?? ""}` }];
        case "+":
          return [{ kind: "added", text: `+${after[fresh++] ?? ""}` }];
        case " ":
          old++;
          return [{ kind: "kept", text: ` ${after[fresh++] ?? ""}` }];
        default:
          return [];
      }
    });
    return [{ kind: "hunk", text: head }, ...body];
  });
  const from = file.before === "" ? "(new file)" : file.path;
  return [{ kind: "file", text: `--- ${from}` }, { kind: "file", text: `+++ ${file.path}` }, ...lines];
}

export function formatOf(path: string, stack: Stack): Format {
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
