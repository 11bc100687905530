/** Spans of time in words. */

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const;

/** @returns for example `0.2 s`, `45 s`, `12 min`, `3 h`, `2 d` */
export function showSpan(ms: number): string {
  if (ms < 950) return `${(Math.max(0, ms) / 1000).toFixed(1)} s`;
  const [unit, length] = units.find(([, length]) => ms >= length * 1.5) ?? ["s", 1_000];
  return `${Math.round(ms / length)} ${unit}`;
}

/** A point may be ahead of the console's clock by as much as two clocks usually differ. */
const aheadMs = 5_000;

export function showAge(ageMs: number): string {
  if (ageMs < -aheadMs) return `${showSpan(-ageMs)} ahead of this clock`;
  return ageMs < 1_000 ? "just now" : `${showSpan(ageMs)} ago`;
}
