/** One measurement: its series, a chart for each of its fields. Nothing is asked for while it is out of sight. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { History, Latest, Measurement, Tags } from "../../answers.ts";
import { fullName, seriesKey } from "../../picture/series-name.ts";
import { useFeed } from "../state/feed.ts";
import { ChartCard } from "./chart-card.tsx";
import { SeriesList } from "./series-list.tsx";
import { TextTable } from "./text-table.tsx";

export function MeasurementSection({ measurement, id }: { readonly measurement: Measurement; readonly id: string }) {
  const place = useRef<HTMLElement>(null);
  const inSight = useInSight(place);
  const feed = useFeed(measurement, inSight);
  const [latest, history] = [feed.latest.value, feed.history.value];
  const all = seriesOf(latest, history);
  const texts = measurement.fields.filter(({ kind }) => kind === "text");
  const cut = new Set([...(latest?.cut ?? []), ...(history?.cut ?? [])]);
  const silent = latest?.series.filter((series) => series.silent).length ?? 0;
  return (
    <section class="measurement" ref={place} id={id} aria-labelledby={`${id}-name`}>
      <header>
        <h2 id={`${id}-name`} tabIndex={-1}>
          {measurement.name}
        </h2>
        {latest && (
          <span class="count">{latest.series.length === 1 ? "1 series" : `${latest.series.length} series`}</span>
        )}
        {silent > 0 && <span class="count alarm">{silent} silent</span>}
      </header>
      {latest && <SeriesList latest={latest} all={all} />}
      {[...cut].map((sentence) => (
        <p class="quiet" key={sentence}>
          {sentence} Choose a tag above to see others.
        </p>
      ))}
      <div class="cards">
        {!history && <Waiting count={measurement.fields.length} />}
        {history?.fields.map((field) => (
          <ChartCard
            key={field.name}
            measurement={measurement.name}
            field={field}
            history={history}
            latest={latest}
            all={all}
          />
        ))}
      </div>
      {latest && texts.length > 0 && latest.series.length > 0 && <TextTable fields={texts} latest={latest} all={all} />}
    </section>
  );
}

function Waiting({ count }: { readonly count: number }) {
  return Array.from({ length: Math.min(count, 6) }, (_, i) => <div key={i} class="card waiting" aria-hidden="true" />);
}

/** In the database's order; those that it told of in the past only come last. */
function seriesOf(latest: Latest | undefined, history: History | undefined): readonly Tags[] {
  const all = [
    ...(latest?.series.map(({ tags }) => tags) ?? []),
    ...(history?.fields
      .flatMap(({ lines }) => lines.map(({ tags }) => tags))
      .toSorted((a, b) => (fullName(a) < fullName(b) ? -1 : 1)) ?? []),
  ];
  return [...new Map(all.map((tags) => [seriesKey(tags), tags])).values()];
}

function useInSight(place: { readonly current: HTMLElement | null }): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    const at = place.current;
    if (!at) return undefined;
    const looked = (entries: readonly IntersectionObserverEntry[]) =>
      setInSight(entries.at(-1)?.isIntersecting ?? false);
    const observer = new IntersectionObserver(looked, { rootMargin: "300px" });
    observer.observe(at);
    return () => observer.disconnect();
  }, [place]);
  return inSight;
}
