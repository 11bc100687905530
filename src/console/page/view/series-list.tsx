/** The series of a measurement, when each was seen last, and which have gone silent. */
import type { Latest, LatestSeries, Tags } from "../../answers.ts";
import { fullName, seriesKey, seriesName } from "../../picture/series-name.ts";
import { showAge, showSpan } from "../../picture/span.ts";
import { colourOf } from "../draw/colours.ts";

export function SeriesList({ latest, all }: { readonly latest: Latest; readonly all: readonly Tags[] }) {
  return (
    <ul class="series">
      {latest.series.map((series, place) => (
        <li key={seriesKey(series.tags)} class={series.silent ? "silent" : ""} title={fullName(series.tags)}>
          <i style={{ background: colourOf(place) }} />
          <span class="name">{seriesName(series.tags, all)}</span>
          <Seen {...series} />
        </li>
      ))}
    </ul>
  );
}

function Seen({ ageMs, usualMs, silent }: LatestSeries) {
  if (!silent) return <span class="seen">seen {showAge(ageMs)}</span>;
  return (
    <strong class="seen">
      silent: last seen {showAge(ageMs)}
      {usualMs !== undefined && `, usually every ${showSpan(usualMs)}`}
    </strong>
  );
}
