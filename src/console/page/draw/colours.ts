/** Colours of series, light or dark as the person's system is; told apart by who sees fewer colours, too. */
import { signal } from "@preact/signals";
import type { Look } from "./options.ts";

const light = ["#1d6fd8", "#c2570c", "#0f8a5f", "#b3268a", "#7048c6", "#0b87a3", "#6f7d12", "#6b5b4d"];
const dark = ["#6cb0ff", "#ff9d5c", "#3fd6a0", "#ff7cc8", "#b79bff", "#4bd0ea", "#c6d34b", "#c9b8a6"];

const font = '12px system-ui, -apple-system, "Segoe UI", sans-serif';
const lightLook: Look = { axis: "#52606d", grid: "#e4e9ee", font };
const darkLook: Look = { axis: "#9fb0c0", grid: "#26323d", font };

const query = matchMedia("(prefers-color-scheme: dark)");
const isDark = signal(query.matches);
query.addEventListener("change", () => {
  isDark.value = query.matches;
});

/** @param place of the series among those of its measurement */
export function colourOf(place: number): string {
  const colours = isDark.value ? dark : light;
  return colours[place % colours.length] ?? "#888888";
}

export const lookNow = (): Look => (isDark.value ? darkLook : lightLook);
