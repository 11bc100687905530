/** Diffs of a machine's files in which each changed line names the reason that it changes for. */
import type { Change } from "../../model/change.ts";
import type { HostEdit, HostPlan, LineReason } from "../../model/host-plan.ts";
import { type DiffLine, diffBetween, showDiff } from "../plan/diff.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";

/** Changes with the same measure, reason and source, by the number that people see, from 1. */
export type Reasons = readonly Pick<Change, "measure" | "why" | "source">[];

export function reasonsOf({ edits }: HostPlan): Reasons {
  const reasons: Reasons[number][] = [];
  for (const change of edits.flatMap(({ changes }) => changes)) {
    if (!reasons.some((one) => isSame(one, change))) reasons.push(change);
  }
  return reasons;
}

const isSame = (a: Reasons[number], b: Reasons[number]): boolean =>
  a.measure === b.measure && a.why === b.why && a.source === b.source;

export function diffOfEdit({ path, real, before, after, format }: HostEdit): readonly DiffLine[] {
  return diffBetween({ from: before === "" ? "(new file)" : path, to: real ?? path, before, after, format });
}

export function showReasonedDiff(edit: HostEdit, reasons: Reasons, paint: Paint): string {
  const lines = diffOfEdit(edit);
  const shown = showDiff(lines, paint);
  return shown
    .map((text, i) => {
      const number = numberOf(lines[i], edit, reasons);
      return number === undefined ? text : `${text}  ${paint("dim", `[${number}]`)}`;
    })
    .join("\n");
}

function numberOf(line: DiffLine | undefined, edit: HostEdit, reasons: Reasons): number | undefined {
  const all = line?.kind === "added" ? edit.reasons?.made : line?.kind === "removed" ? edit.reasons?.gone : undefined;
  const text = line?.kind === "added" ? edit.after : edit.before;
  const change = all && edit.changes[changeOf(line?.line ?? 0, all, text) ?? -1];
  return change && reasons.findIndex((one) => isSame(one, change)) + 1;
}

/** Of lines that read the same, a diff may take another one for the new one: then the nearest counts. */
function changeOf(line: number, all: readonly LineReason[], text: string): number | undefined {
  const exact = all.find((one) => one.line === line);
  if (exact) return exact.change;
  const lines = text.split("\n");
  const alike = all.filter((one) => lines[one.line - 1] === lines[line - 1]);
  return alike.toSorted((a, b) => Math.abs(a.line - line) - Math.abs(b.line - line))[0]?.change;
}

export function showWhy(reasons: Reasons, paint: Paint, width: number): string {
  return reasons
    .flatMap(({ measure, why, source }, i) => [
      `  [${i + 1}] ${paint("cyan", measure)}`,
      ...wrapHanging(oneLine(why), width, "      ", "      "),
      ...wrapHanging(oneLine(source), width, "      Source: ", "        ").map((line) => paint("dim", line)),
    ])
    .join("\n");
}
