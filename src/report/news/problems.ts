/** Bad news about input as compilers give it: place, severity, what is wrong, and below it what to write instead. */
import type { Problem } from "../../model/problem.ts";
import { showSpan } from "../../model/span.ts";
import { hideWithin } from "../mask/hide.ts";
import { counted } from "../text/duration.ts";
import { type Paint, painter } from "../text/paint.ts";
import { oneLine, printable } from "../text/printable.ts";

/** In the order given (`inOrder` in model/problem.ts), counts last. Lines are not wrapped, so that editors find the places. */
export function showProblems(problems: readonly Problem[], options: { readonly paint: boolean }): string {
  if (problems.length === 0) return "";
  const paint = painter(options.paint);
  return `${[...problems.map((problem) => showProblem(problem, paint)), countProblems(problems)].join("\n")}\n`;
}

export function showProblem({ severity, at, what, remedy }: Problem, paint: Paint): string {
  const mark = paint(severity === "error" ? "red" : "yellow", severity);
  const remedies = printable(remedy).split("\n");
  return [
    `${paint("bold", oneLine(showSpan(at)))}: ${mark}: ${oneLine(withoutSecrets(what))}`,
    ...remedies.map((line) => `    ${line}`),
  ].join("\n");
}

/** `2 errors, 1 notice`: only what there is. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const notices = problems.length - errors;
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(notices > 0 ? [counted(notices, "notice")] : []),
  ];
  return parts.join(", ");
}

export function problemsJson(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const counts = { errors, notices: problems.length - errors };
  const shown = problems.map((problem) => ({ ...problem, what: withoutSecrets(problem.what) }));
  return `${JSON.stringify({ version: 1, counts, problems: shown }, null, 2)}\n`;
}

/** Problems show what was written in a wrong place: by mistake, that may be a password or an address with one. */
export const withoutSecrets = (what: string): string => what.split("`").map(hideWithin).join("`");
