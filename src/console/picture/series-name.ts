/** What tells one series from the others of its measurement. */
import type { Tags } from "../answers.ts";

/** The same for the same tags, in whatever order. */
export const seriesKey = (tags: Tags): string => JSON.stringify(entriesOf(tags));

/** @param all the series that it stands among: tags that are the same in each say nothing */
export function seriesName(tags: Tags, all: readonly Tags[]): string {
  const telling = entriesOf(tags).filter(([key, value]) => all.some((other) => other[key] !== value));
  const shown = telling.length > 0 || all.length > 1 ? telling : entriesOf(tags);
  if (shown.length === 0) return all.length > 1 ? "no tags" : "all points";
  const [only] = shown;
  if (shown.length === 1 && only && telling.length > 0) return only[1];
  return shown.map(([key, value]) => `${key}=${value}`).join(" ");
}

export const fullName = (tags: Tags): string =>
  entriesOf(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ") || "no tags";

function entriesOf(tags: Tags): readonly (readonly [string, string])[] {
  return Object.entries(tags).toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
