import type { Span } from "../../model/span.ts";

/** Turns offsets of one text into places. Lines end with a line feed. Soonest when the offsets rise. */
export function placesIn(text: string, file: string): (offset: number) => Span {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  let line = 0;
  const startOf = (index: number) => starts[index] ?? Number.POSITIVE_INFINITY;
  return (offset) => {
    if (offset < startOf(line) || offset >= startOf(line + 8)) line = lineOf(starts, offset);
    while (offset >= startOf(line + 1)) line += 1;
    return { file, line: line + 1, column: offset - startOf(line) + 1 };
  };
}

function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
