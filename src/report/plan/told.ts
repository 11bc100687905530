import type { Change } from "../../model/change.ts";
import { editors } from "../edit/editors.ts";
import { toLines } from "../edit/lines.ts";
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
    const format = formatOf(change.file, hardened.stack);
    const after = editors[format === "compose" ? "mosquitto" : format](before, change);
    texts.set(change.file, after);
    return after !== before;
  });
}
