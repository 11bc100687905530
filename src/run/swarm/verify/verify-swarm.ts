/** Runs the probes of a swarm on one stack. */
import type { ServiceSpec } from "../../../model/engine-api.ts";
import type { Finding } from "../../../model/finding.ts";
import type { SwarmProbe, SwarmScene } from "../../../probe/swarm/scene.ts";
import { verify } from "../../verify.ts";
import type { Swarm, SwarmTools } from "../swarm-tools.ts";

/** One probe starts tasks on each node and waits for what they tell; in milliseconds. */
const probeMs = 300_000;

export interface Promised {
  readonly stack: string;
  /** As they are to be on the swarm, secrets by the names that they have there. */
  readonly services: readonly ServiceSpec[];
  /** Names on the swarm of those whose token has not been delivered: until then they do not run, and nothing is known of them. */
  readonly waitingForToken?: readonly string[];
}

export interface ProofTools extends Pick<SwarmTools, "clock" | "helperImage"> {
  readonly probes: readonly SwarmProbe[];
  random(bytes: number): Uint8Array;
}

export async function verifySwarm(
  { stack, services, waitingForToken = [] }: Promised,
  swarm: Swarm,
  { clock, helperImage, probes, random }: ProofTools,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const scene: SwarmScene = { stack, services, swarm, clock, random, helperImage };
  const findings = await verify(scene, probes, clock, signal, probeMs);
  return findings.map((one) => {
    const waits = one.service !== undefined && waitingForToken.includes(`${stack}_${one.service}`);
    return waits && one.verdict === "unknown" ? waiting(one, one.service) : one;
  });
}

const waiting = (finding: Finding, service: string): Finding => ({
  ...finding,
  evidence: `it waits for its token; ${finding.evidence}`,
  remedy: `Deliver it: \`edgeward token deliver ${service}\`, or let \`edgeward watch\` do so; then run \`edgeward verify\` again.`,
});
