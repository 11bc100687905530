/** What became of a machine: what was done to it, or what was put back. The paths of files are told, each on a line of its own. */
import type { HostDone, HostUndone } from "../../model/host-plan.ts";
import type { ProgramKind } from "../../model/machine.ts";
import { hideWithin } from "../mask/hide.ts";
import { showProblem } from "../news/problems.ts";
import { counted } from "../text/duration.ts";
import { type Paint, painter } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";

interface Style {
  readonly paint: boolean;
  /** Columns. */
  readonly width: number;
}

/** Those of programs come first, and are fewer. */
const pathsShown = 12;

export function showHostDone(done: HostDone, style: Style): string {
  const paint = painter(style.paint);
  const { changed, made, permitted, databaseUsers, restarted, byHand, verified, backup, notices } = done;
  const sections = [
    ...listed("Edited", changed, paint),
    ...listed("Made", made, paint),
    ...briefly("Rights changed", permitted, paint),
    ...told("Users of the database", databaseUsers, style, paint),
    ...told("Restarted", restarted, style, paint),
    ...byHandOf(byHand, style, paint),
    ...(notices.length > 0 ? [notices.map((notice) => showProblem(notice, paint)).join("\n")] : []),
    ...wrapped(`The files as they were lie in ${oneLine(backup)}; \`edgeward host undo\` puts them back.`, style.width),
    `${paint("green", `${oneLine(done.hostName)} is secured`)}: ${[
      `${counted(changed.length, "file")} edited`,
      `${counted(made.length, "file")} made`,
      `${counted(restarted.length, "program")} restarted`,
      ...(verified ? [`${verified.passed} probes passed, ${verified.failed} failed, ${verified.unknown} unknown`] : []),
    ].join(", ")}.`,
  ];
  return `${sections.join("\n")}\n`;
}

export function showHostUndone(undone: HostUndone, style: Style): string {
  const paint = painter(style.paint);
  const { because, putBack, removed, restarted, byHand, left, hostName } = undone;
  const first = because
    ? [
        paint("red", "Securing this machine did not work out, so nothing of it was kept."),
        ...wrapped(hideWithin(oneLine(because.what)), style.width),
        ...wrapHanging(hideWithin(oneLine(because.remedy)), style.width, "    ", "    "),
      ]
    : [];
  const isWhole = left.length === 0;
  const sections = [
    ...first,
    ...briefly("Put back", putBack, paint),
    ...listed("Removed", removed, paint),
    ...told("Restarted", restarted, style, paint),
    ...byHandOf(byHand, style, paint),
    ...left.flatMap(({ path, why }) => [
      `${paint("yellow", "Not as it was")}: ${oneLine(path)}`,
      ...wrapHanging(hideWithin(oneLine(why)), style.width, "    ", "    "),
    ]),
    isWhole
      ? `${paint("green", `${oneLine(hostName)} is as it was found`)}.`
      : `${paint("yellow", `${oneLine(hostName)} is not wholly as it was found`)}: see above.`,
  ];
  return `${sections.join("\n")}\n`;
}

const listed = (title: string, paths: readonly string[], paint: Paint): readonly string[] =>
  paths.length === 0 ? [] : [paint("bold", title), ...paths.map((path) => `  ${oneLine(path)}`)];

/** Of the files of a database, which may be thousands, the first say what the others are like. */
function briefly(title: string, paths: readonly string[], paint: Paint): readonly string[] {
  const more = paths.length - pathsShown;
  const rest = more > 1 ? [`  and ${more} more`] : [];
  return [...listed(title, more > 1 ? paths.slice(0, pathsShown) : paths, paint), ...rest];
}

function told(title: string, names: readonly string[], { width }: Style, paint: Paint): readonly string[] {
  if (names.length === 0) return [];
  return [paint("bold", title), ...wrapHanging(oneLine(names.join(", ")), width, "  ", "  ")];
}

function byHandOf(programs: readonly ProgramKind[], { width }: Style, paint: Paint): readonly string[] {
  if (programs.length === 0) return [];
  const what = `${programs.join(", ")}: nobody here manages it, so restart it yourself; until then it runs with its old settings.`;
  return [paint("yellow", "To be restarted"), ...wrapHanging(what, width, "  ", "  ")];
}

const wrapped = (text: string, width: number): readonly string[] => wrapHanging(text, width, "", "");
