import { type Docker, EngineRefusal } from "../../engine/docker/docker.ts";
import type { EngineAddress } from "../../model/engine-address.ts";
import { showAddress } from "../../model/engine-address.ts";
import { Fault } from "../../model/fault.ts";
import { type Membership, membershipOf } from "./membership.ts";
import { readNodes } from "./read-nodes.ts";
import type { Swarm, SwarmTools } from "./swarm-tools.ts";

/**
 * @param signal ends the opening
 * @throws Fault "unreachable"; "not-ready" when the engine is no manager of a swarm
 */
export async function openSwarm(tools: SwarmTools, address: EngineAddress, signal: AbortSignal): Promise<Swarm> {
  const manager = await tools.connect(address, signal);
  try {
    // An engine says which of the nodes it is in its slowest answer. Whoever needs that waits for it, and nobody before.
    const member = kept(async () => managing(await membershipOf(manager, signal), showAddress(address)));
    const id = (await swarmId(manager, signal)) ?? (await member()).swarm;
    return swarmOf(tools, manager, id, async () => (await member()).node);
  } catch (error) {
    await manager[Symbol.asyncDispose]();
    throw error;
  }
}

/** Asks at once, and again only after an answer that did not come. */
function kept<T>(ask: () => Promise<T>): () => Promise<T> {
  const begin = () => {
    const asked = ask();
    asked.catch(() => {
      if (asking === asked) asking = undefined;
    });
    return asked;
  };
  let asking: Promise<T> | undefined = begin();
  return () => {
    asking ??= begin();
    return asking;
  };
}

/** @returns undefined where the engine is no manager, or a locked one, or finds no leader @see Docker Engine API, SwarmInspect */
async function swarmId(manager: Docker, signal: AbortSignal): Promise<string | undefined> {
  try {
    return (await manager.ask<{ readonly ID: string }>("GET", "/swarm", { signal })).ID;
  } catch (error) {
    if (error instanceof EngineRefusal) return undefined;
    throw error;
  }
}

/** @throws Fault "not-ready" */
function managing(member: Membership, address: string): Extract<Membership, { readonly is: "manager" }> {
  switch (member.is) {
    case "manager":
      return member;
    case "worker": {
      const known = member.managers.length > 0 ? ` Its managers are at ${member.managers.join(", ")}.` : "";
      const what = `${address} is a worker of its swarm, and only managers know the swarm`;
      throw new Fault("not-ready", what, `Name a manager: -H ssh://user@manager.${known}`);
    }
    case "nothing": {
      const what = `${address} is in no swarm`;
      throw new Fault("not-ready", what, `Make one: edgeward node init ${address}`);
    }
    case "locked": {
      const remedy = `Unlock it: edgeward node unlock ${address}`;
      throw new Fault("not-ready", `${address} is locked: its swarm waits for the unlock key`, remedy);
    }
    case "failing":
      throw new Fault("not-ready", `${address} cannot take part in its swarm: ${member.why}`, member.remedy);
  }
}

/** @param own the node that the manager is */
function swarmOf(tools: SwarmTools, manager: Docker, id: string, own: () => Promise<string>): Swarm {
  const opened = new Map<string, Promise<Docker>>();
  const open = async (reach: string, signal: AbortSignal) => tools.connect(await tools.address(reach), signal);
  return {
    id,
    manager,
    async nodes(signal) {
      const [book, ownId] = await Promise.all([tools.book.read(id), own()]);
      const reach = (node: string) =>
        node === ownId ? manager.address : book?.nodes.find((one) => one.id === node)?.reach;
      return readNodes(manager, reach, signal);
    },
    async engineOf(node, signal) {
      if (node.id === (await own())) return manager;
      if (node.reach === undefined) return undefined;
      const opening = opened.get(node.id) ?? open(node.reach, signal);
      opened.set(node.id, opening);
      try {
        return await opening;
      } catch (error) {
        if (opened.get(node.id) === opening) opened.delete(node.id);
        throw error;
      }
    },
    async [Symbol.asyncDispose]() {
      const all = await Promise.allSettled(opened.values());
      const engines = all.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
      await Promise.all([...engines, manager].map((engine) => engine[Symbol.asyncDispose]()));
    },
  };
}
