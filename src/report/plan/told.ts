import type { Change } from "../../model/change.ts";
import type { Stack } from "../../model/stack.ts";
import { editMosquittoLines } from "../edit/config/mosquitto.ts";
import { editTelegrafLines } from "../edit/config/telegraf.ts";
import { type Line, toLines } from "../edit/lines.ts";
import type { PlanView } from "../plan-view.ts";
import { formatOf } from "./diff.ts";

/**
 * The changes worth telling: without settings that stand in the file already and only change their section, such as what holds for
 * the whole broker and stood below a listener that goes.
 */
export function toldChanges({ hardened, edits }: PlanView): readonly Change[] {
  const texts = new Map(edits.map(({ path, before }) => [path, toLines(before)]));
  return hardened.changes.filter((change) => {
    if (change.kind !== "setting") return true;
    const before = texts.get(change.file);
    if (before === undefined) return true;
    const after = editLines(before, change, hardened.stack);
    texts.set(change.file, after);
    return after !== before;
  });
}

function editLines(
  lines: readonly Line[],
  change: Extract<Change, { kind: "setting" }>,
  stack: Stack,
): readonly Line[] {
  return formatOf(change.file, stack) === "telegraf"
    ? editTelegrafLines(lines, change)
    : editMosquittoLines(lines, change);
}
