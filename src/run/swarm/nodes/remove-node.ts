/** Takes a node out: no task runs there any more, its engine has left, and nobody knows it. */
import type { Docker } from "../../../engine/docker/docker.ts";
import type { EngineAddress } from "../../../model/engine-address.ts";
import type { ServiceSpec } from "../../../model/engine-api.ts";
import { Fault } from "../../../model/fault.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import { strandedBy } from "../../../plan/nodes/stranded.ts";
import { membershipOf } from "../membership.ts";
import { openSwarm } from "../open-swarm.ts";
import type { Swarm, SwarmTools } from "../swarm-tools.ts";
import { markNode } from "./mark-node.ts";

export interface Removed {
  readonly hostname: string;
  /** Services that no node may run any more. */
  readonly stranded: readonly string[];
  /** Its engine was not asked, and believes that it is a node still. */
  readonly stays: boolean;
}

/** Milliseconds for tasks to end, and for a manager to step back. */
const emptyMs = 180_000;
const lookEveryMs = 500;

/**
 * @param name host name, or id
 * @param force also where services lose their only place, or its engine cannot be reached
 * @returns undefined when there is no such node
 * @throws Fault
 */
export async function removeNode(
  tools: SwarmTools,
  to: EngineAddress,
  name: string,
  force: boolean,
  signal: AbortSignal,
): Promise<Removed | undefined> {
  await using swarm = await openSwarm(tools, to, signal);
  const nodes = await swarm.nodes(signal);
  const node = named(name, nodes);
  if (!node) return undefined;
  mayGo(node, nodes, swarm);
  const services = await swarm.manager.ask<readonly { readonly Spec: ServiceSpec }[]>("GET", "/services", { signal });
  const stranded = strandedBy(
    node,
    nodes,
    services.map(({ Spec }) => Spec),
  );
  if (stranded.length > 0 && !force) {
    const what = `no other node may run ${stranded.join(", ")}`;
    throw new Fault(
      "not-ready",
      what,
      "Give another node the labels that they ask for, or add --force: they then wait.",
    );
  }
  const engine = node.state === "ready" ? await engineThere(swarm, node, force, signal) : undefined;
  await empty(tools, swarm, node, signal);
  if (engine) await leave(tools, engine, node, signal);
  await swarm.manager.ask("DELETE", `/nodes/${node.id}`, { query: { force: true }, signal });
  await forget(tools, swarm.id, node.id);
  return { hostname: node.hostname, stranded, stays: engine === undefined };
}

function named(name: string, nodes: readonly SwarmNode[]): SwarmNode | undefined {
  const found = nodes.filter(({ id, hostname }) => id === name || hostname === name);
  if (found.length < 2) return found[0];
  const ids = found.map(({ id, state }) => `${id} (${state})`).join(", ");
  throw new Fault("bad-command-line", `there are ${found.length} nodes named ${name}: ${ids}`, "Name one by its id.");
}

function mayGo(node: SwarmNode, nodes: readonly SwarmNode[], swarm: Swarm): void {
  if (node.role === "worker") return;
  const { address } = swarm.manager;
  if (nodes.filter(({ role }) => role === "manager").length < 2) {
    const remedy = `Once all workers are gone, \`docker -H ${address} swarm leave --force\` ends the swarm, its secrets and networks with it.`;
    throw new Fault("not-ready", `${node.hostname} is the last manager: the swarm would end with it`, remedy);
  }
  if (node.reach === address) {
    const remedy = "Ask another manager: -H ssh://user@other-manager.";
    throw new Fault("not-ready", `${node.hostname} is the manager that is asked, and cannot see itself out`, remedy);
  }
}

async function engineThere(
  swarm: Swarm,
  node: SwarmNode,
  force: boolean,
  signal: AbortSignal,
): Promise<Docker | undefined> {
  try {
    const engine = await swarm.engineOf(node, signal);
    if (engine || force) return engine;
  } catch (error) {
    if (!force || !(error instanceof Fault)) throw error;
    return undefined;
  }
  throw new Fault(
    "not-ready",
    `nobody said how the engine of ${node.hostname} is reached, so it cannot be asked to leave`,
    "Say it: edgeward node join ADDRESS. Or add --force, and run `docker swarm leave` there yourself.",
  );
}

const over = ["complete", "shutdown", "failed", "rejected", "remove", "orphaned"];

async function empty(tools: SwarmTools, swarm: Swarm, node: SwarmNode, signal: AbortSignal): Promise<void> {
  const { clock } = tools;
  const from = clock.elapsed();
  const role = node.role === "manager" ? { role: "worker" as const } : {};
  await markNode(swarm.manager, node.id, { availability: "drain", ...role }, signal);
  // What runs on a host that is gone, nobody ends.
  if (node.state !== "ready") return;
  const query = { filters: { node: [node.id] } };
  for (;;) {
    const tasks = await swarm.manager.ask<readonly { readonly Status: { readonly State: string } }[]>("GET", "/tasks", {
      query,
      signal,
    });
    const left = tasks.filter(({ Status }) => !over.includes(Status.State)).length;
    if (left === 0) break;
    if (clock.elapsed() - from > emptyMs) {
      const what = `${left} tasks on ${node.hostname} do not end`;
      throw new Fault("not-ready", what, `See \`docker node ps ${node.hostname}\`, then run this again.`);
    }
    await clock.sleep(lookEveryMs, signal);
  }
  tools.tell({ event: "done", what: `no task runs on ${node.hostname}`, tookMs: clock.elapsed() - from });
}

async function leave(tools: SwarmTools, engine: Docker, node: SwarmNode, signal: AbortSignal): Promise<void> {
  const { clock } = tools;
  const from = clock.elapsed();
  for (;;) {
    const member = await membershipOf(engine, signal);
    if (member.is === "nothing") break;
    if ((member.is === "manager" || member.is === "worker") && member.node !== node.id) {
      const what = `${engine.address} is another node than ${node.hostname}`;
      throw new Fault("not-ready", what, "Say where it is: edgeward node join ADDRESS.");
    }
    // One that was a manager steps back first.
    if (member.is === "worker") {
      await engine.ask("POST", "/swarm/leave", { signal });
      break;
    }
    if (clock.elapsed() - from > emptyMs) {
      const what = `${node.hostname} does not step back from being a manager`;
      throw new Fault("not-ready", what, "See that more than half of the managers are up, then run this again.");
    }
    await clock.sleep(lookEveryMs, signal);
  }
  tools.tell({ event: "done", what: `${node.hostname} left`, tookMs: clock.elapsed() - from });
}

async function forget({ book }: SwarmTools, swarm: string, id: string): Promise<void> {
  if (await book.read(swarm)) await book.change(swarm, (nodes) => nodes.filter((one) => one.id !== id));
}
