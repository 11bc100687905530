/**
 * Aligned columns that fit a terminal.
 * Invariant: colour is put on after the columns are measured and filled, so that it never moves them.
 */
import type { Paint, Style } from "./paint.ts";
import { displayWidth, padEnd, padStart, shorten } from "./width.ts";
import { wrap } from "./wrap.ts";

export interface Column {
  readonly title: string;
  /** May be made narrower than its content, which is then wrapped. */
  readonly flexible?: boolean;
  readonly align?: "right";
}

interface Cell {
  readonly text: string;
  readonly style?: Style;
  /** Takes no more lines than the rest of its row: what does not fit is cut. */
  readonly brief?: boolean;
}

export interface Row {
  readonly cells: readonly Cell[];
  /** Shown below the row, over its whole width. */
  readonly note?: string;
}

export interface TableStyle {
  readonly width: number;
  readonly paint: Paint;
  readonly indent?: string;
}

const gap = 2;
const leastFlexible = 12;

export function table(columns: readonly Column[], rows: readonly Row[], style: TableStyle): string {
  const indent = style.indent ?? "";
  const room = style.width - displayWidth(indent);
  const widths = allot(columns, rows, room);
  const titles: Row = { cells: columns.map(({ title }) => ({ text: title, style: "dim" })) };
  return [titles, ...rows]
    .flatMap(({ cells, note }) => [
      ...layOut(columns, cells, widths, style.paint),
      ...(note ? wrap(note, room - gap).map((line) => `${" ".repeat(gap)}${line}`) : []),
    ])
    .map((line) => `${indent}${line}`.trimEnd())
    .join("\n");
}

function layOut(
  columns: readonly Column[],
  cells: readonly Cell[],
  widths: readonly number[],
  paint: Paint,
): readonly string[] {
  const wrapped = cells.map(({ text }, x) => wrap(text, widths[x] ?? 0));
  const height = Math.max(1, ...wrapped.map((lines, x) => (cells[x]?.brief === true ? 1 : lines.length)));
  return Array.from({ length: height }, (_, y) =>
    cells
      .map((cell, x) => {
        const width = widths[x] ?? 0;
        const lines = wrapped[x] ?? [];
        const isCut = y === height - 1 && lines.length > height;
        const text = isCut ? shorten(lines.slice(y).join(" "), width) : (lines[y] ?? "");
        const isRight = columns[x]?.align === "right";
        const filled = isRight ? padStart(text, width) : x === cells.length - 1 ? text : padEnd(text, width);
        return cell.style === undefined ? filled : paint(cell.style, filled);
      })
      .join(" ".repeat(gap)),
  );
}

/** Gives every column what it wants if there is room; else flexible columns share what is left, narrow ones first. */
function allot(columns: readonly Column[], rows: readonly Row[], width: number): readonly number[] {
  const widths = columns.map(({ title }, x) =>
    Math.max(displayWidth(title), ...rows.map(({ cells }) => widest(cells[x]?.text ?? ""))),
  );
  const widthOf = (x: number): number => widths[x] ?? 0;
  const flexible = columns.flatMap((column, x) => (column.flexible === true ? [x] : []));
  const fixed = widths.reduce((sum, one, x) => sum + (flexible.includes(x) ? 0 : one), 0);
  let left = width - fixed - gap * (columns.length - 1);
  flexible
    .toSorted((a, b) => widthOf(a) - widthOf(b))
    .forEach((x, done) => {
      const share = Math.floor(left / (flexible.length - done));
      widths[x] = Math.min(widthOf(x), Math.max(leastFlexible, share));
      left -= widthOf(x);
    });
  return widths;
}

const widest = (text: string): number => Math.max(...text.split("\n").map(displayWidth));
