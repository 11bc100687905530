import { exitCodeOf } from "../../model/finding.ts";
import { findingsJson, showFindings } from "../../report/findings.ts";
import { showHostDone, showHostUndone } from "../../report/host/outcome.ts";
import { showHostPlan } from "../../report/host/plan.ts";
import { type Secured, secureHost } from "../../run/host/secure-host.ts";
import { type Context, exit, sayProblems } from "../context.ts";
import { progress } from "../progress.ts";
import { type HostOptions, hostRequest } from "./host-request.ts";

/** `edgeward host secure`: shows what changes, does it, proves it, and takes it back when a probe fails. */
export async function secureThisHost(options: HostOptions, context: Context): Promise<number> {
  const { tools, screen, signal } = context;
  const host = await tools.host(progress(screen));
  const { paint, width } = screen;
  const isText = options.format !== "json";
  const secured = await secureHost(
    hostRequest(options),
    host,
    ({ plan }) => isText && screen.out(showHostPlan(plan, { paint, width })),
    signal,
  );
  if (secured.outcome === "refused") {
    sayProblems(secured.problems, screen);
    return exit.badInput;
  }
  if (!isText) screen.out(JSON.stringify(secured, undefined, 2));
  else screen.out(told(secured, context));
  if (secured.outcome === "undone") return secured.findings.length > 0 ? exit.findingFailed : exit.notDone;
  return exitCodeOf(secured.findings);
}

function told(secured: Exclude<Secured, { outcome: "refused" }>, { screen }: Context): string {
  const { paint, width } = screen;
  const findings = showFindings(secured.findings, { paint, width, verbose: false }).output;
  switch (secured.outcome) {
    case "nothing-to-do":
      return `${findings}\nNothing to change: this machine is secured already.`;
    case "done":
      return `${findings}\n${showHostDone(secured.done, { paint, width })}`;
    case "undone":
      return `${secured.findings.length > 0 ? `${findings}\n` : ""}${showHostUndone(secured.undone, { paint, width })}`;
  }
}

/** `edgeward host verify`: the probes alone. */
export async function verifyThisHost(options: HostOptions, context: Context): Promise<number> {
  const { tools, screen, signal } = context;
  const host = await tools.host(progress(screen));
  const { planHost } = await import("../../run/host/plan-host.ts");
  const { verifyHost } = await import("../../run/host/verify-host.ts");
  const planned = await planHost(hostRequest(options), host, signal);
  if ("refused" in planned) {
    sayProblems(planned.refused, screen);
    return exit.badInput;
  }
  const findings = await verifyHost(planned, host, signal);
  const style = { paint: screen.paint, width: screen.width, verbose: false };
  const { output, exitCode } = options.format === "json" ? findingsJson(findings) : showFindings(findings, style);
  screen.out(output);
  return exitCode;
}
