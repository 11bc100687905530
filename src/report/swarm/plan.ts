/** What `up` would do on a swarm, and why. */
import { counted } from "../text/duration.ts";
import { painter, type Style } from "../text/paint.ts";
import { oneLine } from "../text/printable.ts";

export interface SwarmPlanView {
  readonly stack: string;
  readonly steps: readonly { readonly what: string; readonly why: string }[];
  /** Taken away later, when the services have moved. */
  readonly later: readonly { readonly what: string; readonly why: string }[];
  readonly services: number;
}

const styles: Readonly<Record<string, Style>> = {
  create: "green",
  send: "green",
  label: "green",
  update: "yellow",
  remove: "red",
};

export function showSteps(view: SwarmPlanView, options: { readonly paint: boolean }): string {
  const paint = painter(options.paint);
  const line = ({ what, why }: SwarmPlanView["steps"][number]): string => {
    const [verb = ""] = what.split(" ");
    return `  ${paint(styles[verb] ?? "bold", oneLine(what))}: ${oneLine(why)}`;
  };
  if (view.steps.length + view.later.length === 0) {
    return `${view.stack}: nothing to do; ${counted(view.services, "service")} as wanted\n`;
  }
  const count = counted(view.steps.length + view.later.length, "step");
  return `${[`${view.stack}: ${count}`, ...view.steps.map(line), ...view.later.map(line)].join("\n")}\n`;
}
