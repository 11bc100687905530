/**
 * The ways between a newcomer and the nodes that are there already, the manager apart that it is brought to: gossip and overlays go from each
 * node to each. One after the other: what others send is counted with what we send. A node that cannot be asked is named, and keeps nobody out.
 */
import { type Docker, EngineRefusal } from "../../../../engine/docker/docker.ts";
import { Fault } from "../../../../model/fault.ts";
import type { Door, NodeFinding } from "../../../../model/node-host.ts";
import type { SwarmNode } from "../../../../model/swarm-node.ts";
import type { Swarm } from "../../swarm-tools.ts";
import type { NodeTools } from "../node-tools.ts";
import { type Doors, knockBothWays } from "./knock-both-ways.ts";
import { opened } from "./opened.ts";

interface Newcomer {
  readonly engine: Docker;
  readonly name: string;
  readonly ip: string | undefined;
  /** Doors that nobody holds. */
  readonly free: readonly Door[];
  readonly asManager: boolean;
}

/** Where managers are spoken to; workers do not listen there. */
const management = "tcp/2377";

export async function waysToOthers(
  tools: NodeTools,
  swarm: Swarm,
  newcomer: Newcomer,
  doors: Doors,
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const found: NodeFinding[] = [];
  for (const node of await swarm.nodes(signal)) {
    if (node.state !== "ready") continue;
    try {
      const engine = await swarm.engineOf(node, signal);
      if (engine === swarm.manager) continue;
      if (engine) found.push(...(await ways(tools, newcomer, { node, engine }, doors, signal)));
      else found.push(untried(node, newcomer.name, "nobody said how its engine is reached"));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Fault || error instanceof EngineRefusal)) throw error;
      found.push(untried(node, newcomer.name, error.message));
    }
  }
  return found;
}

interface There {
  readonly node: SwarmNode;
  readonly engine: Docker;
}

async function ways(
  tools: NodeTools,
  { engine, name, ip, free, asManager }: Newcomer,
  { node, engine: theirs }: There,
  doors: Doors,
  signal: AbortSignal,
): Promise<readonly NodeFinding[]> {
  const from = tools.clock.elapsed();
  // What listens at the newcomer goes with its container, so the next node finds none of it.
  await using open = await opened({
    here: tools.lookAt(engine, [], true, signal),
    there: tools.lookAt(theirs, [], true, signal),
  });
  const { here, there } = open.all;
  const { held, addresses } = await there.facts(undefined, [...doors.tcp, ...doors.udp], signal);
  const tcp = node.role === "manager" ? doors.tcp : doors.tcp.filter((door) => door !== management);
  const found = await knockBothWays(
    { name, ip, free, look: here },
    { name: node.hostname, ip: node.ip, held, hasMore: addresses.length > 1, look: there },
    { ...doors, tcp },
    asManager,
    tools.clock,
    signal,
  );
  const detail = `${found.filter(({ verdict }) => verdict === "pass").length} of ${found.length} checks pass`;
  const what = `tried the ways between ${name} and ${node.hostname}`;
  tools.tell({ event: "done", what, tookMs: tools.clock.elapsed() - from, detail });
  return found;
}

const untried = ({ hostname, id }: SwarmNode, newcomer: string, why: string): NodeFinding => ({
  node: hostname,
  check: "ports",
  verdict: "unknown",
  what: `whether ${newcomer} and ${hostname} (${id}) reach each other was not tried: ${why}`,
  remedy:
    "`edgeward verify` shows whether overlays carry. To have it tried here, run `edgeward node join ADDRESS` for that node first.",
});
