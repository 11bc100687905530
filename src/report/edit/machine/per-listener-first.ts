/**
 * mosquitto refuses `per_listener_settings` below any security setting ("must be set before any other security settings", seen with
 * 2.0.11). Where a new setting would come above that line, the line moves to the top of the main file.
 */
import { securityKeys } from "../../../model/listener.ts";
import { wordsOf } from "../config/mosquitto-lines.ts";
import { type Line, splice } from "../lines.ts";
import type { Edited, OpenFile } from "./open-file.ts";

const key = "per_listener_settings";

/**
 * @param files the main one first
 * @param edited what a change made of some of them
 */
export function perListenerFirst(files: readonly OpenFile[], edited: readonly Edited[]): readonly Edited[] {
  const after = files.map((file) => edited.find((one) => one.file === file)?.lines ?? file.lines);
  if (!isLate(after) || isLate(files.map(({ lines }) => lines))) return edited;
  return files.map((file, i) => {
    const lines = without(after[i] ?? []);
    if (i > 0) return { file, lines };
    const top = wordsOf(lines)[0]?.index ?? 0;
    return { file, lines: splice(lines, top, top, [`${key} true`]) };
  });
}

const without = (lines: readonly Line[]): readonly Line[] =>
  wordsOf(lines)
    .filter((word) => word.key === key)
    .reduceRight((left, { index }) => splice(left, index, index + 1, []), lines);

/** In the order in which mosquitto reads them: further files stand where `include_dir` does. */
function isLate([main = [], ...further]: readonly (readonly Line[])[]): boolean {
  const own = wordsOf(main);
  const include = own.findLastIndex((word) => word.key === "include_dir") + 1;
  const words = [...own.slice(0, include), ...further.flatMap(wordsOf), ...own.slice(include)];
  const last = words.findLastIndex((word) => word.key === key && word.value.startsWith("true"));
  return words.slice(0, Math.max(0, last)).some((word) => securityKeys.has(word.key));
}
