/** How a chart looks. */
import type uPlot from "uplot";
import { showAmount } from "../../picture/amount.ts";

export interface Look {
  readonly axis: string;
  readonly grid: string;
  readonly font: string;
}

/** Columns of uPlot: times, then for each line its greatest, least and mean values. */
const perLine = 3;

interface Chart {
  readonly field: string;
  readonly colours: readonly string[];
  readonly look: Look;
  readonly size: { readonly width: number; readonly height: number };
  /** Seconds since the epoch, as they are now. */
  readonly range: () => [number, number];
  /** Row under the cursor; undefined: none. */
  readonly onCursor: (row: number | undefined) => void;
}

export function optionsOf({ field, colours, look, size, range, onCursor }: Chart): uPlot.Options {
  const axis = {
    stroke: look.axis,
    font: look.font,
    grid: { stroke: look.grid, width: 1 },
    ticks: { show: false },
  };
  return {
    ...size,
    padding: [8, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 7 },
      sync: { key: "console" },
    },
    scales: { x: { range }, y: { range: { min: { pad: 0.12 }, max: { pad: 0.12 } } } },
    axes: [
      { ...axis, space: 70, values: (_, splits, __, ___, step) => splits.map((at) => showTime(at, step)), size: 28 },
      {
        ...axis,
        space: 34,
        gap: 6,
        values: (_, splits, __, ___, step) => splits.map((value) => showAmount(value, field, step)),
        size: (_, values) => 14 + 6.3 * Math.max(3, ...(values ?? []).map((text) => text.length)),
      },
    ],
    series: [
      {},
      ...colours.flatMap((colour): uPlot.Series[] => [
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: "transparent", width: 0, points: { show: false } },
        { stroke: colour, width: 1.75 },
      ]),
    ],
    bands: colours.map((colour, i): uPlot.Band => {
      const first = 1 + i * perLine;
      return { series: [first, first + 1], fill: `${colour}2e` };
    }),
    hooks: { setCursor: [({ cursor }) => onCursor(cursor.idx ?? undefined)] },
  };
}

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const seconds = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/** @param at seconds since the epoch @param step seconds between two of them */
function showTime(at: number, step: number): string {
  const date = new Date(at * 1000);
  if (step < 60) return seconds.format(date);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  return step >= 86_400 || isMidnight ? day.format(date) : clock.format(date);
}

/** @param at seconds since the epoch */
export const showMoment = (at: number, stepMs: number): string => {
  const date = new Date(at * 1000);
  return stepMs < 60_000 ? seconds.format(date) : `${day.format(date)} ${clock.format(date)}`;
};
