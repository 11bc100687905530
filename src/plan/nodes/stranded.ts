import type { ServiceSpec } from "../../model/engine-api.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { mayRunOn } from "../swarm-images/may-run-on.ts";

/**
 * Services that this node may run and no other that takes tasks may; those that run on each node are none of them.
 * @returns their names, in order
 */
export function strandedBy(
  node: SwarmNode,
  nodes: readonly SwarmNode[],
  services: readonly ServiceSpec[],
): readonly string[] {
  const others = nodes.filter((one) => one.id !== node.id && one.availability === "active" && one.state === "ready");
  return services
    .filter(({ Mode }) => Mode.Global === undefined && Mode.GlobalJob === undefined)
    .filter(({ TaskTemplate }) => {
      const constraints = TaskTemplate.Placement?.Constraints ?? [];
      return mayRunOn(node, constraints) && !others.some((one) => mayRunOn(one, constraints));
    })
    .map(({ Name }) => Name)
    .toSorted();
}
