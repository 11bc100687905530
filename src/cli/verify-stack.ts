import type { Observed } from "../model/plan.ts";
import { findingsJson, showFindings } from "../report/findings.ts";
import type { Prepared } from "../run/prepare.ts";
import { gatherScene } from "../run/scene.ts";
import { verify } from "../run/verify.ts";
import type { Context } from "./context.ts";

export interface VerifyStyle {
  readonly format: "text" | "json";
  readonly verbose: boolean;
}

/** Runs every probe on what is up, prints the findings and answers with their exit status. */
export async function verifyStack(
  prepared: Prepared,
  observed: Observed,
  style: VerifyStyle,
  context: Context,
  supervisorPid?: number,
): Promise<number> {
  const { tools, screen, signal } = context;
  const { original, hardened, launches, site } = prepared;
  const input = { original, hardened, launches, observed };
  const scene = await gatherScene(supervisorPid === undefined ? input : { ...input, supervisorPid }, site, tools.clock);
  const findings = await verify(scene, await tools.probes(), tools.clock, signal);
  const { output, exitCode } =
    style.format === "json"
      ? findingsJson(findings)
      : showFindings(findings, { paint: screen.paint, width: screen.width, verbose: style.verbose });
  screen.out(output);
  return exitCode;
}
