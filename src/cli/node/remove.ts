import { nodeRemovedJson, showNodeRemoved } from "../../report/news/nodes.ts";
import { removeNode } from "../../run/swarm/nodes/remove-node.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";

interface RemoveOptions {
  readonly host?: string;
  readonly force?: boolean;
  readonly format: "text" | "json";
}

/** `edgeward node rm`: a host is no node any more. */
export async function nodeRemove(
  options: RemoveOptions,
  { tools, screen, signal }: Context,
  name = "",
): Promise<number> {
  const swarmTools = await tools.swarm(progress(screen));
  const to = await swarmTools.address(options.host);
  const removed = await removeNode(swarmTools, to, name, options.force === true, signal);
  screen.out(options.format === "json" ? nodeRemovedJson(name, removed) : showNodeRemoved(name, removed));
  return exit.done;
}
