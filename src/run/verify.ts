/** Runs the probes and turns what they observe into findings. */
import { Fault } from "../model/fault.ts";
import type { Finding } from "../model/finding.ts";
import type { Observation, Probe } from "../probe/probe.ts";
import type { Clock } from "./clock.ts";

/** A probe that has not answered by then has not seen anything; milliseconds. */
const probeMs = 30_000;

/** One after the other: a probe that listens or fails to log in on purpose must not be seen by its neighbour. */
export async function verify<Seen>(
  scene: Seen,
  probes: readonly Probe<Seen>[],
  clock: Clock,
  signal: AbortSignal,
  limitMs = probeMs,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const probe of probes) {
    const from = clock.elapsed();
    const seen = await observations(probe, scene, limitMs, signal);
    const tookMs = Math.round(clock.elapsed() - from);
    findings.push(...seen.map((one): Finding => ({ probe: probe.id, claim: probe.claim, tookMs, ...one })));
  }
  return findings;
}

async function observations<Seen>(
  probe: Probe<Seen>,
  scene: Seen,
  limitMs: number,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  try {
    return await probe.look(scene, inTime);
  } catch (error) {
    signal.throwIfAborted();
    const remedy =
      error instanceof Fault
        ? error.remedy
        : "Run `edgeward verify` again; if it stays so, report this as a defect of Edgeward.";
    const what = inTime.aborted
      ? `no answer within ${limitMs / 1000} s`
      : error instanceof Error
        ? error.message
        : String(error);
    return [{ verdict: "unknown", evidence: `the probe could not look: ${what}`, remedy }];
  }
}
