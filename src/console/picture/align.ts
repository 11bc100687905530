/** Lines of several series → columns over one row of times, as a chart takes them. */
import type { History, HistoryField, Line, Tags } from "../answers.ts";

/** `null` breaks a line, `undefined` is passed over: another series has a point there. */
type Column = (number | null | undefined)[];

export interface Aligned {
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  readonly lines: readonly { readonly tags: Tags; readonly mean: Column; readonly min: Column; readonly max: Column }[];
}

/** A pause this many times as long as usual is one: the line breaks there. */
const breakAfter = 5;
/** And no shorter one than this many steps. */
const stepsAtLeast = 3;

export function align({ fromMs, stepMs }: Pick<History, "fromMs" | "stepMs">, { lines }: HistoryField): Aligned {
  const all = lines.map((line) => ({ line, breaks: breaksOf(line.steps) }));
  const rows = [...new Set(all.flatMap(({ line, breaks }) => [...line.steps, ...breaks]))].toSorted((a, b) => a - b);
  const rowOf = new Map(rows.map((step, row) => [step, row]));
  const column = (steps: readonly number[], breaks: readonly number[], values: readonly number[]): Column => {
    const cells: Column = new Array<undefined>(rows.length).fill(undefined);
    for (const step of breaks) cells[rowOf.get(step) ?? 0] = null;
    for (const [i, step] of steps.entries()) cells[rowOf.get(step) ?? 0] = values[i];
    return cells;
  };
  return {
    times: rows.map((step) => (fromMs + step * stepMs) / 1000),
    lines: all.map(({ line: { tags, steps, mean, min, max }, breaks }) => ({
      tags,
      mean: column(steps, breaks, mean),
      min: column(steps, breaks, min),
      max: column(steps, breaks, max),
    })),
  };
}

/** Steps in the midst of long pauses. */
export function breaksOf(steps: Line["steps"]): readonly number[] {
  const gaps = steps.slice(1).map((step, i) => step - (steps[i] ?? step));
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 1;
  const longest = Math.max(stepsAtLeast, breakAfter * usual);
  return gaps.flatMap((gap, i) => (gap > longest ? [(steps[i] ?? 0) + 1] : []));
}
