/** A chart in words, for who does not see it. */
import type { HistoryField, Tags } from "../answers.ts";
import { showAmount } from "./amount.ts";
import { seriesName } from "./series-name.ts";

const mostNamed = 6;

/** @param window in words, for example `15 minutes` */
export function describeChart(
  measurement: string,
  { name, lines }: HistoryField,
  window: string,
  all: readonly Tags[],
): string {
  const head = `Line chart of ${name} of ${measurement} over the last ${window}`;
  if (lines.length === 0) return `${head}: no values.`;
  const named = lines.slice(0, mostNamed).map(({ tags, mean, min, max }) => {
    const show = (value: number) => showAmount(value, name);
    const [last = 0, least, most] = [mean.at(-1), Math.min(...min), Math.max(...max)];
    return `${seriesName(tags, all)} last ${show(last)}, lowest ${show(least)}, highest ${show(most)}`;
  });
  const more = lines.length > mostNamed ? `; and ${lines.length - mostNamed} more` : "";
  return `${head}: ${named.join("; ")}${more}.`;
}
