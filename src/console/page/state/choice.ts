/** What the person at the page has chosen. */
import { signal } from "@preact/signals";
import type { Catalogue, Tags } from "../../answers.ts";
import { type Window, windowNamed, windows } from "../../windows.ts";

const usual = "15m";
/** The window stands in the address, so that a reload keeps it. */
const inAddress = () => windowNamed(location.hash.slice(1)) ?? windowNamed(usual) ?? (windows[0] as Window);

export const chosenWindow = signal<Window>(inAddress());
/** Tag key → value; only series with these tags are shown. */
export const filter = signal<Tags>({});

export function choose(window: Window): void {
  chosenWindow.value = window;
  history.replaceState(null, "", `#${window.name}`);
}

export function chooseTag(key: string, value: string): void {
  const { [key]: _, ...others } = filter.peek();
  filter.value = value === "" ? others : { ...others, [key]: value };
}

/** All tags of all measurements, for choosing. */
export function tagsIn({ measurements }: Catalogue): readonly (readonly [string, readonly string[]])[] {
  const values = new Map<string, Set<string>>();
  for (const { tags } of measurements)
    for (const [key, some] of Object.entries(tags)) {
      const known = values.get(key) ?? new Set();
      for (const value of some) known.add(value);
      values.set(key, known);
    }
  return [...values].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, some]) => [key, [...some].toSorted()]);
}
