/** What conversion to a swarm would write, before it is written: the diff, the reasons, and what is lost. */
import { showConversion } from "../conversion/conversion.ts";
import { conversionJson } from "../conversion/conversion-json.ts";
import type { ConversionView } from "../conversion/view.ts";
import { withoutValues } from "../mask/without-values.ts";
import { painter } from "../text/paint.ts";
import { type Compared, diffBetween, showDiff } from "./diff.ts";

export function showSwarmPlan(
  view: ConversionView,
  compared: Compared,
  options: { readonly paint: boolean; readonly width: number },
): string {
  const diff = showDiff(diffBetween(compared), painter(options.paint)).join("\n");
  return `${withoutValues(diff, view.secrets)}\n\n${showConversion(view, options)}`;
}

export function swarmPlanJson(view: ConversionView, compared: Compared): string {
  const diff = diffBetween(compared).map(({ text }) => text);
  return conversionJson(view, { diff: diff.join("\n") });
}
