import type { Finding } from "../../model/finding.ts";
import { verify } from "../verify.ts";
import { hostScene } from "./host-scene.ts";
import type { HostTools } from "./host-tools.ts";
import type { PlannedHost } from "./plan-host.ts";

/** The same probes that judge a stack of ours, at the programs that are installed here. */
export async function verifyHost(
  planned: PlannedHost,
  tools: HostTools,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return verify(await hostScene(planned, tools), await tools.probes(), tools.clock, signal);
}
