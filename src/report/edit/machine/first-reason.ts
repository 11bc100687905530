import type { Change } from "../../../model/change.ts";

type SettingChange = Extract<Change, { kind: "setting" }>;

/**
 * What is set in a listener that is then replaced moves along with it: the new line is there for the reason that it was first set for, not
 * for the move.
 */
export function withFirstReasons(changes: readonly Change[]): readonly Change[] {
  const dropped = new Set(
    changes.flatMap((one) => (one.kind === "drop-section" ? [`${one.file} ${one.section}`] : [])),
  );
  if (dropped.size === 0) return changes;
  const moved = changes.filter(
    (one): one is SettingChange => one.kind === "setting" && dropped.has(`${one.file} ${one.section}`),
  );
  return changes.map((change) => {
    if (change.kind !== "setting" || moved.includes(change)) return change;
    const first = moved.find((one) => one.key === change.key && isSame(one.after, change.after));
    return first ? { ...change, measure: first.measure, why: first.why, source: first.source } : change;
  });
}

const isSame = (a: SettingChange["after"], b: SettingChange["after"]): boolean =>
  a !== undefined && JSON.stringify(a) === JSON.stringify(b);
