/** Invariant: whatever it makes is gone when it ends, and what an earlier run left is gone before it begins. */
import type { SwarmNode } from "../../model/swarm-node.ts";
import type { Observation } from "../probe.ts";
import { few, reasonOf } from "../words.ts";
import { plainName, type SwarmProbe, type SwarmScene } from "./scene.ts";
import { allServices, allTasks } from "./tasks/tasks.ts";
import { sweep } from "./throw-away/sweep.ts";
import { judgeNetwork } from "./wire/judge.ts";
import { dataPorts, ingress, type Networks, networksOf, type Overlay, throughIngress } from "./wire/networks.ts";
import { Trial } from "./wire/trial.ts";

const id = "overlay-encrypted";

/** Control: the same kind of canary, over a plain overlay between the same nodes, is seen in the same captures. */
export const overlayEncrypted: SwarmProbe = {
  id,
  claim: "What the stack's networks carry from node to node cannot be read on the wire",
  look: (scene, signal) => lookThrough(scene, Trial, signal),
};

/** @param trial how it is tried out; a test hands over one whose captures see nothing */
export async function lookThrough(
  scene: SwarmScene,
  trial: typeof Trial,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  const there = {
    services: await allServices(scene, signal),
    tasks: await allTasks(scene, signal),
    nodes: await scene.swarm.nodes(signal),
  };
  const { overlays, others, missing } = await networksOf(scene, there, signal);
  const gone = missing.map(
    (name): Observation => ({
      verdict: "unknown",
      evidence: `${name}: there is no such network on the swarm`,
      remedy: "Bring the stack up (`edgeward up --engine swarm`), then run `edgeward verify` again.",
    }),
  );
  const apart = overlays.filter(({ nodes }) => nodes.length > 1);
  const together = overlays.filter(({ nodes }) => nodes.length < 2).map(aloneOn);
  return [
    ...gone,
    ...others.filter(({ nodes }) => nodes.length > 1).map(byAnother),
    ...together,
    ...(await tried(scene, apart, trial, signal)),
    ...(await byIngress(scene, there.nodes, signal)),
  ];
}

/** No pair, so nothing to try: that nothing leaves the node is what its services' constraints say. */
const aloneOn = ({ name, nodes }: Overlay): Observation => ({
  verdict: "pass",
  evidence: nodes[0]
    ? `${name}: nothing leaves its node: only ${nodes[0].hostname} may run its tasks`
    : `${name}: nothing goes over it: no node may run its tasks`,
});

/** These put a task on the node's own wire, as it is. What a plugin does, its maker says. */
const inClear = ["macvlan", "ipvlan"];

function byAnother({ name, driver }: Networks["others"][number]): Observation {
  if (inClear.includes(driver))
    return { verdict: "fail", evidence: `${name}: its driver is ${driver}, which encrypts nothing`, remedy: apart };
  return { verdict: "unknown", evidence: `${name}: its driver is ${driver}; not tried on the wire`, remedy: apart };
}

async function tried(
  scene: SwarmScene,
  overlays: readonly Overlay[],
  trial: typeof Trial,
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  if (overlays.length === 0) return [];
  const nodes = [...new Map(overlays.flatMap((one) => one.nodes.map((node) => [node.id, node]))).values()];
  const willing = nodes.filter(takesTasks);
  const left = nodes
    .filter((node) => !takesTasks(node))
    .map((node) => `${node.hostname} is ${node.state}, ${node.availability}`);
  try {
    await sweep(scene, id, signal);
    const seen = await new trial(scene, id, await dataPorts(scene, signal)).run(overlays, willing, signal);
    return seen.map(({ overlay, crossings }): Observation => {
      const one = judgeNetwork(overlay.name, overlay.vnis, crossings);
      if (left.length === 0 || one.verdict === "fail") return one;
      return { verdict: "unknown", evidence: `not tried: ${few(left)}; ${one.evidence}`, remedy: wakeUp };
    });
  } catch (error) {
    signal.throwIfAborted();
    const evidence = `${few(overlays.map(({ name }) => name))}: could not be tried: ${reasonOf(error)}`;
    return [{ verdict: "unknown", evidence, remedy: prepareNodes }];
  } finally {
    // Also after an interruption, which must not keep us from clearing away.
    await sweep(scene, id, AbortSignal.timeout(90_000));
  }
}

const takesTasks = (node: SwarmNode): boolean => node.state === "ready" && node.availability === "active";

async function byIngress(
  scene: SwarmScene,
  nodes: readonly SwarmNode[],
  signal: AbortSignal,
): Promise<readonly Observation[]> {
  const users = scene.services.filter(({ EndpointSpec }) => (EndpointSpec.Ports ?? []).some(throughIngress));
  if (users.length === 0 || nodes.length < 2) return [];
  const network = await ingress(scene, signal);
  if (!network) return [];
  const who = few(users.map(({ Name }) => plainName(scene, Name)));
  if (network.Options?.encrypted === undefined) {
    const evidence = `${network.Name}: ${who} ${users.length === 1 ? "is" : "are"} published through it, and it is not encrypted: what comes in at one node crosses to another in clear`;
    return [{ verdict: "fail", evidence, remedy: hostMode }];
  }
  const evidence = `${network.Name}: made with encryption, and ${who} published through it; not tried on the wire`;
  return [{ verdict: "unknown", evidence, remedy: hostMode }];
}

const hostMode =
  "Publish the port in `mode: host`, so that what comes in stays on its node; it must have TLS of its own in either case.";
const apart =
  'Let services reach each other over an overlay with `driver_opts: { encrypted: "" }`, and keep this network for what is outside of the swarm.';
const wakeUp =
  "Bring the node back (`docker node update --availability active NODE`), then run `edgeward verify` again.";
const prepareNodes =
  "See that each node has the image that looks for us (a node that `edgeward node join` knows is sent it), then run `edgeward verify` again.";
