/** What nodes have of images, and what a registry says of them. */
import { Fault } from "../../model/fault.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { type Docker, EngineRefusal, orAbsent } from "../docker/docker.ts";
import { distribute } from "../images/distribute.ts";
import type { ImageSeen, ImagesSeen } from "../swarm-engine.ts";
import type { Reach } from "./reach.ts";

interface ImageAnswer {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
  readonly Config?: { readonly User?: string };
}

export async function imagesOn(
  reach: Reach,
  names: readonly string[],
  nodes: readonly SwarmNode[],
  signal: AbortSignal,
): Promise<ImagesSeen> {
  const all = await Promise.all(
    nodes.map(async (node) => ({ node, images: await onNode(reach, node, names, signal) })),
  );
  return {
    images: all.flatMap(({ images }) => images ?? []),
    looked: new Set(all.flatMap(({ node, images }) => (images ? [node.id] : []))),
  };
}

/** @returns undefined where nobody can look */
async function onNode(
  reach: Reach,
  node: SwarmNode,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly ImageSeen[] | undefined> {
  try {
    const engine = await reach.engineOf(node, signal);
    if (!engine) return undefined;
    const found = await Promise.all(names.map((name) => imageOn(engine, node, name, signal)));
    return found.flatMap((one) => one ?? []);
  } catch (error) {
    if (error instanceof Fault && !signal.aborted) return undefined;
    throw error;
  }
}

async function imageOn(
  engine: Docker,
  { id }: SwarmNode,
  image: string,
  signal: AbortSignal,
): Promise<ImageSeen | undefined> {
  const found = await orAbsent(engine.ask<ImageAnswer>("GET", `/images/${image}/json`, { signal }));
  return (
    found && {
      image,
      node: id,
      id: found.Id,
      user: found.Config?.User ?? "",
      registered: (found.RepoDigests ?? []).length > 0,
    }
  );
}

/** A registry that has not answered by then is taken for absent; milliseconds. */
const patienceMs = 4_000;

interface DistributionAnswer {
  readonly Descriptor?: { readonly digest?: string };
}

export async function digestOf({ manager }: Reach, image: string, signal: AbortSignal): Promise<string | undefined> {
  const patience = AbortSignal.timeout(patienceMs);
  try {
    const asked = { signal: AbortSignal.any([signal, patience]) };
    const answer = await manager.ask<DistributionAnswer>("GET", `/distribution/${image}/json`, asked);
    return answer.Descriptor?.digest;
  } catch (error) {
    signal.throwIfAborted();
    // No registry, none that knows it, or none that lets us in: nodes then take what they have.
    if (patience.aborted || error instanceof EngineRefusal) return undefined;
    throw error;
  }
}

export async function sendImage(
  reach: Reach,
  image: string,
  from: SwarmNode,
  to: SwarmNode,
  signal: AbortSignal,
): Promise<void> {
  const [source, target] = await Promise.all([reach.engineOf(from, signal), reach.engineOf(to, signal)]);
  if (!source || !target) return;
  await distribute(image, source, target, signal);
}
