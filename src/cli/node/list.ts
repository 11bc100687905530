import { nodesJson, showNodes } from "../../report/news/nodes.ts";
import { openSwarm } from "../../run/swarm/open-swarm.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";

interface ListOptions {
  readonly host?: string;
  readonly format: "text" | "json";
}

/** `edgeward node ls`: who is in the swarm. */
export async function nodeList(options: ListOptions, { tools, screen, signal }: Context): Promise<number> {
  const swarmTools = await tools.swarm(progress(screen));
  await using swarm = await openSwarm(swarmTools, await swarmTools.address(options.host), signal);
  const nodes = await swarm.nodes(signal);
  screen.out(options.format === "json" ? nodesJson(swarm.id, nodes) : showNodes(nodes, screen));
  return exit.done;
}
