/** Which images each node of a swarm needs: those of all services that may be put there, decided before any of them is. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { mayRunOn } from "./may-run-on.ts";

export interface NodeImages {
  readonly node: SwarmNode;
  /** Each once, in the order of the services. */
  readonly images: readonly string[];
}

/** @param nodes as they are labelled by then; nodes that take no tasks now need no images */
export function imagesFor(services: readonly ServiceSpec[], nodes: readonly SwarmNode[]): readonly NodeImages[] {
  return nodes
    .filter(({ availability, state }) => availability === "active" && state === "ready")
    .map((node) => {
      const here = services.filter(({ TaskTemplate }) => mayRunOn(node, TaskTemplate.Placement.Constraints ?? []));
      return { node, images: [...new Set(here.map(({ TaskTemplate }) => TaskTemplate.ContainerSpec.Image))] };
    });
}
