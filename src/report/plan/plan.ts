/** A plan as its readers want to see it: what changes in which file and why, who may do what afterwards, and what is left open. */
import { inOrder } from "../../model/problem.ts";
import { countProblems, showProblem } from "../news/problems.ts";
import type { PlanView } from "../plan-view.ts";
import { counted } from "../text/duration.ts";
import { type Paint, painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";
import { diffOf, showDiff } from "./diff.ts";
import { showReasons } from "./reasons.ts";
import { showGenerated, showRights } from "./rights.ts";
import { toldChanges } from "./told.ts";

export function showPlan(view: PlanView, options: { readonly paint: boolean; readonly width: number }): string {
  const paint = painter(options.paint);
  const { identities, generated, stack } = view.hardened;
  const { width } = options;
  const problems = inOrder(view.problems, stack.files);
  const changes = toldChanges(view);
  const sections = [
    ...changedFiles(view).map((edit) => showDiff(diffOf(edit, stack), paint).join("\n").trimEnd()),
    ...section("What changes, and why", changes.length, () => showReasons(changes, paint, width), paint),
    ...section("Who may do what", identities.length, () => showRights(identities, paint, width), paint),
    ...section(
      "Generated files, each for one service alone, below .edgeward/generated",
      generated.length,
      () => showGenerated(generated, paint, width),
      paint,
    ),
    ...section("Not run here", view.unrunnable.length, () => showLeftOut(view, width), paint),
    ...section(
      "To be looked at",
      problems.length,
      () => problems.map((problem) => showProblem(problem, paint)).join("\n"),
      paint,
    ),
    summary(view, changes.length, paint),
  ];
  return `${sections.join("\n\n")}\n`;
}

const changedFiles = ({ edits }: PlanView) => edits.filter(({ before, after }) => before !== after);

function section(title: string, count: number, body: () => string, paint: Paint): readonly string[] {
  return count === 0 ? [] : [`${paint("bold", title)}\n${body()}`];
}

function showLeftOut({ unrunnable }: PlanView, width: number): string {
  return unrunnable
    .flatMap(({ service, role, needs }) => wrapHanging(`${service} (${role}): ${oneLine(needs)}`, width, "  ", "    "))
    .join("\n");
}

/** One line, however wide: it is what scripts look for. */
function summary(view: PlanView, changes: number, paint: Paint): string {
  const { hardened, unrunnable, problems } = view;
  const rest = [
    counted(hardened.identities.length, "identity", "identities"),
    counted(hardened.generated.length, "generated file"),
    ...(unrunnable.length > 0 ? [`${counted(unrunnable.length, "service")} not run here`] : []),
    ...(problems.length > 0 ? [countProblems(problems)] : []),
  ].join(", ");
  const files = counted(changedFiles(view).length, "file");
  const first = changes === 0 ? "Nothing to change" : `${counted(changes, "change")} in ${files}`;
  const last = changes === 0 ? "" : " Nothing has been changed yet.";
  return `${paint(changes === 0 ? "green" : "bold", first)}; ${rest}.${last}`;
}
