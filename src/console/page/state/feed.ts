/** What the server says of the database, and of one measurement for as long as it is in sight. */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Catalogue, History, Latest, Measurement } from "../../answers.ts";
import { ask } from "./ask.ts";
import { chosenWindow, filter } from "./choice.ts";
import { follow } from "./follow.ts";

export const catalogue = signal<Catalogue | undefined>(undefined);

const catalogueMs = 15_000;
/** While there is nothing to show yet, and somebody waits for the first point. */
const emptyMs = 2_000;
/** What was said last of a series is never older than this, however long the window is. */
const latestMs = 5_000;

export function useCatalogue(): void {
  useEffect(() => {
    const stop = new AbortController();
    const round = async (signal: AbortSignal) => {
      const told = await ask<Catalogue>("api/catalogue", signal);
      // A new object draws everything anew.
      if (JSON.stringify(told) !== JSON.stringify(catalogue.peek())) catalogue.value = told;
    };
    const everyMs = () => (catalogue.peek()?.measurements.length ? catalogueMs : emptyMs);
    void follow(round, everyMs, stop.signal);
    return () => stop.abort();
  }, []);
}

/** @param inSight nothing is asked for otherwise */
export function useFeed({ name, tags }: Measurement, inSight: boolean) {
  const latest = useMemo(() => signal<Latest | undefined>(undefined), []);
  const history = useMemo(() => signal<History | undefined>(undefined), []);
  const window = chosenWindow.value;
  const asked = new URLSearchParams({ measurement: name });
  for (const [key, value] of Object.entries(filter.value)) if (key in tags) asked.set(`tag.${key}`, value);
  const which = asked.toString();
  useEffect(() => {
    if (!inSight) return undefined;
    const stop = new AbortController();
    void follow(
      async (signal) => {
        latest.value = await ask<Latest>(`api/latest?${which}`, signal);
      },
      () => Math.min(latestMs, window.refreshMs),
      stop.signal,
    );
    void follow(
      async (signal) => {
        history.value = await ask<History>(`api/history?${which}&window=${window.name}`, signal);
      },
      () => window.refreshMs,
      stop.signal,
    );
    return () => stop.abort();
  }, [inSight, which, window]);
  return { latest, history };
}
