/** What changes and why: each measure's reasons, and below each reason the sentences of what it changes. */
import type { Change } from "../../model/change.ts";
import { sentence } from "../sentence.ts";
import { grouped } from "../text/grouped.ts";
import type { Paint } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";
import { wrapHanging } from "../text/wrap.ts";

export function showReasons(changes: readonly Change[], paint: Paint, width: number): string {
  return [...grouped(changes, ({ measure }) => measure)]
    .flatMap(([measure, ofMeasure]) => [
      `  ${paint("cyan", measure)}`,
      ...[...grouped(ofMeasure, ({ why, source }) => JSON.stringify([why, source])).values()].flatMap((group) =>
        showGroup(group, paint, width),
      ),
    ])
    .join("\n");
}

function showGroup(group: readonly Change[], paint: Paint, width: number): readonly string[] {
  const [first] = group;
  if (!first) return [];
  const source = wrapHanging(oneLine(first.source), width, "    Source: ", "      ");
  return [
    ...wrapHanging(oneLine(first.why), width, "    ", "    "),
    ...source.map((line) => paint("dim", line)),
    ...group.flatMap((change) => wrapHanging(placed(change), width, "      - ", "        ")),
  ];
}

/** With the place; a sentence about a configuration file names the file itself. */
function placed(change: Change): string {
  const { at } = change;
  if (at === undefined) return sentence(change);
  const namesFile = change.kind === "setting" || change.kind === "drop-section";
  return `${sentence(change)} [${namesFile ? `line ${at.line}` : oneLine(`${at.file}:${at.line}`)}]`;
}
