/** One field: its newest values, and a chart with a line for each series. */
import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { History, HistoryField, Latest, Tags } from "../../answers.ts";
import { align } from "../../picture/align.ts";
import { showAmount } from "../../picture/amount.ts";
import { describeChart } from "../../picture/describe.ts";
import { fullName, seriesKey, seriesName } from "../../picture/series-name.ts";
import { showSpan } from "../../picture/span.ts";
import { colourOf } from "../draw/colours.ts";
import { showMoment } from "../draw/options.ts";
import { Plot } from "./plot.tsx";

interface ChartCardProps {
  readonly measurement: string;
  readonly field: HistoryField;
  readonly history: History;
  readonly latest: Latest | undefined;
  /** All series of the measurement, in the order of their colours. */
  readonly all: readonly Tags[];
}

export function ChartCard({ measurement, field, history, latest, all }: ChartCardProps) {
  const row = useSignal<number | undefined>(undefined);
  const aligned = useMemo(() => align(history, field), [history, field]);
  const places = new Map(all.map((tags, place) => [seriesKey(tags), place]));
  const colour = (tags: Tags) => colourOf(places.get(seriesKey(tags)) ?? all.length);
  const at = row.value === undefined ? undefined : aligned.times[row.value];
  const newest = (tags: Tags) =>
    latest?.series.find((one) => seriesKey(one.tags) === seriesKey(tags))?.values[field.name];
  const shown = (tags: Tags, line: number): string => {
    const value = at === undefined ? newest(tags) : aligned.lines[line]?.mean[row.value ?? 0];
    const known = value ?? (at === undefined ? field.lines[line]?.mean.at(-1) : undefined);
    return typeof known === "number" ? showAmount(known, field.name) : "–";
  };
  const window = showSpan(history.toMs - history.fromMs);
  return (
    <article class="card">
      <header>
        <h3>{field.name}</h3>
        <span class="moment">{at === undefined ? "latest" : showMoment(at, history.stepMs)}</span>
      </header>
      {field.lines.length === 0 ? (
        <p class="quiet">Nothing in the last {window}.</p>
      ) : (
        <>
          <ul class="values">
            {field.lines.map(({ tags }, line) => (
              <li key={seriesKey(tags)} title={fullName(tags)}>
                <i style={{ background: colour(tags) }} />
                {all.length > 1 && <span class="name">{seriesName(tags, all)}</span>}
                <b data-value={seriesName(tags, all)}>{shown(tags, line)}</b>
              </li>
            ))}
          </ul>
          <div role="img" aria-label={describeChart(measurement, field, window, all)}>
            <Plot
              field={field.name}
              aligned={aligned}
              colours={field.lines.map(({ tags }) => colour(tags))}
              range={[history.fromMs / 1000, history.toMs / 1000]}
              onCursor={(given) => {
                row.value = given;
              }}
            />
          </div>
        </>
      )}
    </article>
  );
}
