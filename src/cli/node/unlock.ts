import { showUnlocked, unlockedJson } from "../../report/news/nodes.ts";
import { unlockNode } from "../../run/swarm/nodes/unlock-node.ts";
import { type Context, exit } from "../context.ts";
import { progress } from "../progress.ts";

interface UnlockOptions {
  readonly swarm?: string;
  readonly format: "text" | "json";
}

/** `edgeward node unlock`: a manager takes part again. */
export async function nodeUnlock(
  options: UnlockOptions,
  { tools, screen, signal }: Context,
  named?: string,
): Promise<number> {
  const nodes = await tools.nodes(progress(screen));
  const wasLocked = await unlockNode(nodes, await nodes.address(named), options.swarm, signal);
  screen.out(options.format === "json" ? unlockedJson(wasLocked) : showUnlocked(wasLocked));
  return exit.done;
}
