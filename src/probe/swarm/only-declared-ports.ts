import { serviceName } from "../../model/name.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import type { Observation } from "../probe.ts";
import { few, reasonOf } from "../words.ts";
import { plainName, type SwarmProbe, type SwarmScene } from "./scene.ts";
import { expectedOn, judgePorts } from "./tasks/judge-ports.ts";
import { type Published, publishedIn } from "./tasks/published.ts";
import { type NodeSockets, socketsOn } from "./tasks/sockets.ts";
import { sweep } from "./throw-away/sweep.ts";

const id = "only-declared-ports";

/** Control: a socket that the probe opens on each node is seen there by the same look. */
export const onlyDeclaredPorts: SwarmProbe = {
  id,
  claim: "The stack's services publish the ports that they declare, where they declare them, and no others",
  async look(scene, signal) {
    if (scene.services.length === 0) return [];
    const nodes = await scene.swarm.nodes(signal);
    const published = await publishedIn(scene, nodes, signal);
    const listening = await listeningOn(scene, nodes, published, signal);
    const silent: string[] = [];
    const seen = published.flatMap((one): readonly Observation[] => {
      const service = serviceName(plainName(scene, one.name));
      const judged = judgePorts(one, listening);
      if (judged) return [{ service, ...judged }];
      silent.push(service);
      return [];
    });
    if (silent.length === 0) return seen;
    return [...seen, { verdict: "pass", evidence: `no port is published by ${few(silent, 8)}, and none declared` }];
  },
};

type Listening = readonly NodeSockets[] | Pick<Observation, "evidence" | "remedy">;

async function listeningOn(
  scene: SwarmScene,
  nodes: readonly SwarmNode[],
  published: readonly Published[],
  signal: AbortSignal,
): Promise<Listening> {
  // Nothing to look for: what is published besides is told by the manager.
  if (published.every(({ declared }) => declared.length === 0)) return [];
  const willing = nodes.filter(({ state, availability }) => state === "ready" && availability === "active");
  try {
    await sweep(scene, id, signal);
    return await socketsOn(scene, willing, (node) => expectedOn(node, published), id, signal);
  } catch (error) {
    signal.throwIfAborted();
    return { evidence: `no node's sockets were seen: ${reasonOf(error)}`, remedy: "Run `edgeward verify` again." };
  } finally {
    // Also after an interruption, which must not keep us from clearing away.
    await sweep(scene, id, AbortSignal.timeout(90_000));
  }
}
