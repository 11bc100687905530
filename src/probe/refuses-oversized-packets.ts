import { randomBytes } from "node:crypto";
import { canExceed, mostSentBytes } from "./oversized-packet.ts";
import { type OversizedTrial, tryOversized } from "./oversized-trial.ts";
import type { BrokerScene, Observation, Probe, Scene } from "./probe.ts";
import { reasonOf } from "./words.ts";

/**
 * A limit that is kept shows before the packet has come as a whole: a broker that first takes all of it in can be filled.
 * Control: the same connection's small message is heard by the operator just before, and other connections go on after.
 */
export const refusesOversizedPackets: Probe = {
  id: "refuses-oversized-packets",
  claim: "The broker refuses a packet that is larger than its limit, and goes on serving others",
  look: (scene, signal) =>
    Promise.all(
      scene.brokers.flatMap((broker) => {
        const { packetLimitBytes: limit } = broker;
        return limit === undefined || !canExceed(limit) ? [] : [lookAt(broker, limit, scene, signal)];
      }),
    ),
};

async function lookAt(
  broker: BrokerScene,
  limitBytes: number,
  scene: Scene,
  signal: AbortSignal,
): Promise<Observation> {
  const { service } = broker;
  try {
    const nonce = randomBytes(6).toString("hex");
    return { service, ...judgeOversized(limitBytes, await tryOversized(broker, limitBytes, nonce, scene, signal)) };
  } catch (error) {
    signal.throwIfAborted();
    return { service, verdict: "unknown", evidence: `control: ${reasonOf(error)}`, remedy: look };
  }
}

/** What the trial shows. Pure. */
export function judgeOversized(
  limitBytes: number,
  { speaker, packetBytes, fate, heard, othersServed }: OversizedTrial,
): Omit<Observation, "service"> {
  const packet = `${speaker}'s packet of ${packetBytes} bytes (limit ${limitBytes})`;
  if (heard) return { verdict: "fail", evidence: `${packet} was taken and passed on`, remedy: limit };
  if (fate === "taken") return { verdict: "fail", evidence: `${packet} was taken as a whole`, remedy: limit };
  if (!othersServed)
    return { verdict: "fail", evidence: `after ${packet}, others were not served any more`, remedy: restart };
  if (fate === "undecided")
    return {
      verdict: "unknown",
      evidence: `${packet} was not cut off after ${mostSentBytes} bytes, and no more are sent`,
      remedy: limit,
    };
  return {
    verdict: "pass",
    evidence: `${packet} was cut off before it was complete; control: small messages were heard before, and others' after`,
  };
}

const limit = "Set `max_packet_size` in mosquitto.conf, or run `edgeward up`, which does so.";
const restart = "Look at the broker's log (`edgeward logs`): one client's packet must not end other connections.";
const look = "See that the broker is up and lets its identities in (`edgeward ps`), then run `edgeward verify` again.";
