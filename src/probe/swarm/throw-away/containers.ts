/** What is left of tasks on the nodes: a task is over for the swarm before its node has removed the container. */
import { type Docker, EngineRefusal } from "../../../engine/docker/docker.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmScene } from "../scene.ts";

/** How long a node may take to remove what has ended, in milliseconds. */
const patienceMs = 30_000;

/**
 * Removes them where a node's engine can be reached. One that was killed while it removed them would never come back to it: its swarm knows
 * nothing of the task any more.
 * @param label of all that is to go; none of its tasks is left
 * @throws Error when something stays
 */
export async function clearContainers(
  { swarm, clock }: Pick<SwarmScene, "swarm" | "clock">,
  label: string,
  signal: AbortSignal,
): Promise<void> {
  const nodes = await swarm.nodes(signal);
  await Promise.all(
    nodes.map(async (node) => {
      try {
        const engine = await swarm.engineOf(node, signal);
        if (engine) await cleared(engine);
      } catch (error) {
        // Nobody can look there now; the next run does.
        if (!(error instanceof Fault) || signal.aborted) throw error;
      }
    }),
  );

  async function cleared(engine: Docker): Promise<void> {
    const deadline = clock.elapsed() + patienceMs;
    const query = { all: true, filters: { label: { [label]: true } } };
    for (;;) {
      const left =
        (await engine.ask<readonly { readonly Id: string }[] | null>("GET", "/containers/json", { query, signal })) ??
        [];
      if (left.length === 0) return;
      for (const { Id } of left) await remove(engine, Id);
      if (clock.elapsed() > deadline) throw new Error(`containers of the probe's are still on ${engine.address}`);
      await clock.sleep(250, signal);
    }
  }

  async function remove(engine: Docker, id: string): Promise<void> {
    try {
      await engine.ask("DELETE", `/containers/${id}`, { query: { force: true }, signal });
    } catch (error) {
      // Gone meanwhile, or on its way out.
      if (!(error instanceof EngineRefusal)) throw error;
    }
  }
}
