/** A canvas that uPlot draws on; made anew when the lines or the colours are others, given new values otherwise. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Aligned } from "../../picture/align.ts";
import { lookNow } from "../draw/colours.ts";
import { optionsOf } from "../draw/options.ts";

const height = 190;

interface PlotProps {
  readonly field: string;
  readonly aligned: Aligned;
  readonly colours: readonly string[];
  readonly range: readonly [number, number];
  readonly onCursor: (row: number | undefined) => void;
}

export function Plot({ field, aligned, colours, range, onCursor }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const now = useRef({ range, onCursor });
  now.current = { range, onCursor };
  const look = lookNow();
  const data: uPlot.AlignedData = [
    [...aligned.times],
    ...aligned.lines.flatMap(({ max, min, mean }) => [max, min, mean]),
  ];
  const made = `${field} ${colours.join(" ")} ${look.axis}`;

  // `made` stands for all that a chart is made of.
  useEffect(() => {
    const at = place.current;
    if (!at) return undefined;
    const chart = {
      field,
      colours,
      look,
      size: { width: at.clientWidth, height },
      range: () => [...now.current.range] as [number, number],
      onCursor: (row: number | undefined) => now.current.onCursor(row),
    };
    const drawn = new uPlot(optionsOf(chart), data, at);
    plot.current = drawn;
    const resized = new ResizeObserver(() => drawn.setSize({ width: at.clientWidth, height }));
    resized.observe(at);
    return () => {
      resized.disconnect();
      drawn.destroy();
      plot.current = undefined;
    };
  }, [made]);
  useEffect(() => {
    plot.current?.setData(data);
  });
  return <div class="plot" ref={place} aria-hidden="true" />;
}
