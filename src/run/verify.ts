/** Runs the probes and turns what they observe into findings. */
import { Fault } from "../model/fault.ts";
import type { Finding } from "../model/finding.ts";
import type { Observation, Probe, Scene } from "../probe/probe.ts";
import type { Clock } from "./clock.ts";

/** A probe that has not answered by then has not seen anything; milliseconds. */
const probeMs = 30_000;

/** One after the other: a probe that listens or fails to log in on purpose must not be seen by its neighbour. */
export async function verify(
  scene: Scene,
  probes: readonly Probe[],
  clock: Clock,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const probe of probes) {
    const from = clock.elapsed();
    const seen = await observations(probe, scene, signal);
    const tookMs = Math.round(clock.elapsed() - from);
    findings.push(...seen.map((one): Finding => ({ probe: probe.id, claim: probe.claim, tookMs, ...one })));
  }
  return findings;
}

async function observations(probe: Probe, scene: Scene, signal: AbortSignal): Promise<readonly Observation[]> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(probeMs)]);
  try {
    return await probe.look(scene, inTime);
  } catch (error) {
    signal.throwIfAborted();
    const remedy =
      error instanceof Fault
        ? error.remedy
        : "Run `edgeward verify` again; if it stays so, report this as a defect of Edgeward.";
    const what = inTime.aborted
      ? `no answer within ${probeMs / 1000} s`
      : error instanceof Error
        ? error.message
        : String(error);
    return [{ verdict: "unknown", evidence: `the probe could not look: ${what}`, remedy }];
  }
}
