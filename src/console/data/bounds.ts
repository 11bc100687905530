/** How much of a database is told at once: a page, and a small machine, have a size. What is left out is said. */

export const mostMeasurements = 100;
export const mostFields = 32;
export const mostTagValues = 100;
export const mostSeries = 24;
/** Numbers in one answer: series times fields times steps. */
const mostNumbers = 100_000;
export const mostTextChars = 200;

export function seriesFor(fields: number, steps: number): number {
  return Math.max(1, Math.min(mostSeries, Math.floor(mostNumbers / Math.max(1, fields * steps))));
}

/** @returns at most so many, and the sentence for what is left out */
export function bounded<T>(
  all: readonly T[],
  most: number,
  what: string,
): { readonly kept: readonly T[]; readonly cut: readonly string[] } {
  if (all.length <= most) return { kept: all, cut: [] };
  return { kept: all.slice(0, most), cut: [`Only ${most} ${what} are shown.`] };
}
