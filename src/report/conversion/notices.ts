/** What a person should look at: notices of one kind once, with every place; a single one as compilers give it. */
import { inOrder, type Problem } from "../../model/problem.ts";
import { showProblem } from "../news/problems.ts";
import { grouped } from "../text/grouped.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";
import { nameIn, withoutNames } from "./fates/anonymous.ts";
import { placesOf } from "./fates/places.ts";

export interface NoticeStyle {
  /** Of services. */
  readonly names: ReadonlySet<string>;
  /** In the order given. */
  readonly files: readonly string[];
  readonly paint: Paint;
  readonly width: number;
}

export function showNotices(problems: readonly Problem[], style: NoticeStyle): string {
  const { names, files } = style;
  const groups = grouped(inOrder(problems, files), ({ code, what, remedy }) =>
    JSON.stringify([code, withoutNames(what, names), withoutNames(remedy, names)]),
  );
  return [...groups.values()].map((group) => showGroup(group, style)).join("\n");
}

function showGroup(group: readonly Problem[], { names, paint, width }: NoticeStyle): string {
  const [first] = group;
  if (!first) return "";
  if (group.length === 1) return showProblem(first, paint);
  const placed = group.map(({ at, what }) => ({ at, path: ["services", nameIn(what, names) ?? ""] }));
  const severity = paint(first.severity === "error" ? "red" : "yellow", first.severity);
  return [
    ...wrapHanging(oneLine(withoutNames(first.what, names)), width - first.severity.length - 2, "", "    ").map(
      (line, i) => (i === 0 ? `${severity}: ${line}` : line),
    ),
    ...wrapHanging(oneLine(withoutNames(first.remedy, names)), width, "    ", "    "),
    ...wrapHanging(placesOf(placed), width, "    At ", "      ").map((line) => paint("dim", line)),
  ].join("\n");
}
