import { showHostPlan } from "../../report/host/plan.ts";
import { hostPlanJson } from "../../report/host/plan-json.ts";
import { problemsJson } from "../../report/news/problems.ts";
import { planHost } from "../../run/host/plan-host.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { progress } from "../progress.ts";
import { type HostOptions, hostRequest } from "./host-request.ts";

/** `edgeward host plan`: what securing this machine would change, and why. Changes nothing. */
export async function planOfHost(options: HostOptions, { tools, screen, signal }: Context): Promise<number> {
  const host = await tools.host(progress(screen));
  const planned = await planHost(hostRequest(options), host, signal);
  if ("refused" in planned) {
    if (options.format === "json") screen.out(problemsJson(planned.refused));
    sayProblems(planned.refused, screen);
    return exit.badInput;
  }
  const { paint, width } = screen;
  screen.out(options.format === "json" ? hostPlanJson(planned.plan) : showHostPlan(planned.plan, { paint, width }));
  return exit.done;
}
