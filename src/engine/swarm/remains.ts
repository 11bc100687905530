/** Volumes and containers are each node's own: nobody but its engine knows them. */
import { Fault } from "../../model/fault.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { ownLabel, type VolumeSeen } from "../../model/swarm-plan.ts";
import { orAbsent } from "../docker/docker.ts";
import type { RemainsSeen } from "../swarm-engine.ts";
import type { Reach } from "./reach.ts";

interface VolumesAnswer {
  readonly Volumes?: readonly { readonly Name: string }[] | null;
}

interface ContainerAnswer {
  readonly Names: readonly string[];
}

export async function remainsOf(
  reach: Reach,
  stack: string,
  nodes: readonly SwarmNode[],
  signal: AbortSignal,
): Promise<RemainsSeen> {
  const looks = await Promise.all(
    nodes.map(async (node) => ({ node, seen: await remainsOn(reach, stack, node, signal) })),
  );
  return {
    volumes: looks.flatMap(({ seen }) => seen?.volumes ?? []),
    containers: looks.flatMap(({ seen }) => seen?.containers ?? []),
    unseen: looks.flatMap(({ node, seen }) => (seen ? [] : [node])),
  };
}

/** @returns undefined where nobody can look */
async function remainsOn(
  reach: Reach,
  stack: string,
  { id, hostname, ...more }: SwarmNode,
  signal: AbortSignal,
): Promise<Pick<RemainsSeen, "volumes" | "containers"> | undefined> {
  try {
    const engine = await reach.engineOf({ id, hostname, ...more }, signal);
    if (!engine) return undefined;
    const query = { filters: { label: [`${ownLabel}=${stack}`] } };
    const [{ Volumes }, containers] = await Promise.all([
      engine.ask<VolumesAnswer>("GET", "/volumes", { query, signal }),
      engine.ask<readonly ContainerAnswer[]>("GET", "/containers/json", { query: { ...query, all: true }, signal }),
    ]);
    return {
      volumes: (Volumes ?? []).map(({ Name }) => ({ node: { id, hostname }, name: Name })),
      containers: containers.map(({ Names }) => `${Names[0]?.replace(/^\//, "")} on ${hostname}`),
    };
  } catch (error) {
    if (error instanceof Fault && !signal.aborted) return undefined;
    throw error;
  }
}

export async function removeVolume(reach: Reach, { node, name }: VolumeSeen, signal: AbortSignal): Promise<void> {
  const found = (await reach.nodes(signal)).find(({ id }) => id === node.id);
  const engine = found && (await reach.engineOf(found, signal));
  if (!engine) {
    throw new Fault("unreachable", `${node.hostname} cannot be reached`, "Say how: `edgeward node join`.");
  }
  await orAbsent(engine.ask("DELETE", `/volumes/${encodeURIComponent(name)}`, { signal }));
}
