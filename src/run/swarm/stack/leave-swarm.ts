/** Dissolves a swarm: workers go first, the manager that was asked last. Engines, images and what runs outside of the swarm stay. */
import { EngineRefusal } from "../../../engine/docker/docker.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { Swarm, SwarmTools } from "../swarm-tools.ts";

/**
 * @returns nodes that nobody could tell: they go on believing that they are members
 * @throws Fault "not-ready" when the swarm runs something else
 */
export async function leaveSwarm(
  swarm: Swarm,
  { book, clock, tell }: SwarmTools,
  signal: AbortSignal,
): Promise<readonly SwarmNode[]> {
  await checkEmpty(swarm, signal);
  const nodes = await swarm.nodes(signal);
  const order = nodes.toSorted((a, b) => rank(a) - rank(b));
  const left: SwarmNode[] = [];
  const own = order.find(({ reach, role }) => role === "manager" && reach === swarm.manager.address);
  for (const node of order.filter((one) => one !== own)) {
    const from = clock.elapsed();
    if (!(await leave(swarm, node, signal))) left.push(node);
    else tell({ event: "done", what: `${node.hostname} leaves the swarm`, tookMs: clock.elapsed() - from });
  }
  const from = clock.elapsed();
  await swarm.manager.ask("POST", "/swarm/leave", { query: { force: true }, signal });
  tell({ event: "done", what: `${own?.hostname ?? "the manager"} leaves the swarm`, tookMs: clock.elapsed() - from });
  await book.forget(swarm.id);
  return left;
}

const rank = ({ role, leader }: SwarmNode): number => (role === "worker" ? 0 : leader ? 2 : 1);

async function checkEmpty({ manager }: Swarm, signal: AbortSignal): Promise<void> {
  const services = await manager.ask<readonly { readonly Spec: { readonly Name: string } }[]>("GET", "/services", {
    signal,
  });
  if (services.length === 0) return;
  const names = services.map(({ Spec }) => Spec.Name);
  const shown = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  const remedy = "Take them down first, or leave the swarm as it is.";
  throw new Fault("not-ready", `the swarm still runs ${shown}, so it is not dissolved`, remedy);
}

/** @returns false where nobody can reach it */
async function leave(swarm: Swarm, node: SwarmNode, signal: AbortSignal): Promise<boolean> {
  try {
    const engine = await swarm.engineOf(node, signal);
    if (!engine) return false;
    await engine.ask("POST", "/swarm/leave", { query: { force: true }, signal });
    return true;
  } catch (error) {
    if (error instanceof EngineRefusal && error.status === 503) return true;
    if (error instanceof Fault && !signal.aborted) return false;
    throw error;
  }
}
