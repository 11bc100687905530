/** What securing this machine would change, line by line, and why. */
import type { HostPlan } from "../../model/host-plan.ts";
import { countProblems, showProblem } from "../news/problems.ts";
import { showRights as showIdentities } from "../plan/rights.ts";
import { counted } from "../text/duration.ts";
import { type Paint, painter } from "../text/paint.ts";
import { reasonsOf, showReasonedDiff, showWhy } from "./reasoned-diff.ts";
import { showDatabaseUsers, showMade, showPermits, showRestarts } from "./sections.ts";

export function showHostPlan(plan: HostPlan, options: { readonly paint: boolean; readonly width: number }): string {
  const paint = painter(options.paint);
  const { width } = options;
  const { edits, directories, made, permits, identities, databaseUsers, restarts, notices } = plan;
  const reasons = reasonsOf(plan);
  const sections = [
    ...edits.map((edit) => showReasonedDiff(edit, reasons, paint)),
    ...section("Why", reasons.length, () => showWhy(reasons, paint, width), paint),
    ...section(
      "Files made, each for its program alone",
      directories.length + made.length,
      () => showMade(plan, paint, width),
      paint,
    ),
    ...section("Rights that change", permits.length, () => showPermits(plan, paint, width), paint),
    ...section("Who may do what", identities.length, () => showIdentities(identities, paint, width), paint),
    ...section("Users of the database", databaseUsers.length, () => showDatabaseUsers(plan, paint, width), paint),
    ...section("Restarted, in this order", restarts.length, () => showRestarts(plan, width), paint),
    ...section(
      "To be looked at",
      notices.length,
      () => notices.map((notice) => showProblem(notice, paint)).join("\n"),
      paint,
    ),
    summary(plan, paint),
  ];
  return `${sections.join("\n\n")}\n`;
}

function section(title: string, count: number, body: () => string, paint: Paint): readonly string[] {
  return count === 0 ? [] : [`${paint("bold", title)}\n${body()}`];
}

const isNothing = ({ edits, directories, made, permits, databaseUsers }: HostPlan): boolean =>
  edits.length + directories.length + made.length + permits.length + databaseUsers.length === 0;

/** One line, however wide: it is what scripts look for. */
function summary(plan: HostPlan, paint: Paint): string {
  const { edits, made, permits, databaseUsers, restarts, notices } = plan;
  const noticed = notices.length > 0 ? `; ${countProblems(notices)}` : "";
  if (isNothing(plan)) return `${paint("green", "Nothing to change")}${noticed}.`;
  const changes = edits.reduce((sum, edit) => sum + edit.changes.length, 0);
  const rest = [
    counted(made.length, "file made", "files made"),
    ...(permits.length > 0 ? [`rights of ${counted(permits.length, "path")}`] : []),
    ...(databaseUsers.length > 0
      ? [counted(databaseUsers.length, "user of the database", "users of the database")]
      : []),
    counted(restarts.length, "restart"),
  ].join(", ");
  const first = `${counted(changes, "change")} in ${counted(edits.length, "file")}`;
  return `${paint("bold", first)}, ${rest}${noticed}. Nothing has been changed yet.`;
}
