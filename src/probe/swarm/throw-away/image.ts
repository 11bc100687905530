import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { SwarmScene } from "../scene.ts";

/**
 * What a task of ours on that node is to be made of. By its id, so that the engine does not ask a registry first; on a node whose engine
 * is not reached from here by its name, and it runs if somebody brought the image there.
 * @see moby, containerAdapter.pullImage
 * @throws Fault with what to do
 */
export async function helperOn(scene: SwarmScene, node: SwarmNode, signal: AbortSignal): Promise<string> {
  const engine = await scene.swarm.engineOf(node, signal);
  if (!engine) return scene.helperImage(scene.swarm.manager, signal);
  const reference = await scene.helperImage(engine, signal);
  return (await engine.ask<{ readonly Id: string }>("GET", `/images/${reference}/json`, { signal })).Id;
}
