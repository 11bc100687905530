import type { SwarmNode } from "../../model/swarm-node.ts";
import type { Docker } from "../docker/docker.ts";

/** A manager, and the engines of other nodes where somebody said how to reach them. */
export interface Reach {
  readonly manager: Docker;
  nodes(signal: AbortSignal): Promise<readonly SwarmNode[]>;
  /** @returns undefined when nobody said how it is reached */
  engineOf(node: SwarmNode, signal: AbortSignal): Promise<Docker | undefined>;
}
