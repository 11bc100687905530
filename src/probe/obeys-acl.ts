import { randomBytes } from "node:crypto";
import { matrixOf } from "./acl-matrix.ts";
import { tryMatrix } from "./acl-trial.ts";
import { judgeTrial } from "./acl-verdict.ts";
import type { BrokerScene, Observation, Probe, Scene } from "./probe.ts";
import { reasonOf } from "./words.ts";

/**
 * The authorisation matrix, tried. A SUBACK or a PUBACK says nothing about rights (mosquitto grants and acknowledges what it then
 * drops), so only what a client really hears counts: everybody listens on every topic, above all the operator, who may hear all.
 * Control: what is allowed is heard, on the same topics, after what is forbidden was said.
 */
export const obeysAcl: Probe = {
  id: "obeys-acl",
  claim: "Each identity can publish and read what its work needs, and nothing else",
  look: (scene, signal) => Promise.all(scene.brokers.map((broker) => lookAt(broker, scene, signal))),
};

async function lookAt(broker: BrokerScene, scene: Scene, signal: AbortSignal): Promise<Observation> {
  const { service, identities } = broker;
  if (!identities.some(({ owner }) => owner === "operator"))
    return {
      service,
      verdict: "unknown",
      evidence: "no witness: no identity belongs to the operator",
      remedy: askForWitness,
    };
  const matrix = matrixOf(identities, randomBytes(6).toString("hex"));
  try {
    return { service, ...judgeTrial(identities, matrix, await tryMatrix(broker, matrix, scene, signal)) };
  } catch (error) {
    signal.throwIfAborted();
    return { service, verdict: "unknown", evidence: `control: ${reasonOf(error)}`, remedy };
  }
}

const askForWitness = "Run `edgeward up`, which makes an identity for the operator that may hear everything.";
const remedy =
  "See that the broker is up and lets its identities in (`edgeward ps`), then run `edgeward verify` again.";
