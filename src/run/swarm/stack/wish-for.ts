/** Looks at what a swarm and its nodes have, and says what the stack wants of them. */
import type { ImageSeen, SwarmEngine } from "../../../engine/swarm-engine.ts";
import type { SwarmNode } from "../../../model/swarm-node.ts";
import type { SwarmRefusal, SwarmSeen } from "../../../model/swarm-plan.ts";
import type { SwarmObjects } from "../../../plan/swarm/swarm-objects.ts";
import { type ImageMove, imageMoves } from "../../../plan/swarm-steps/image-moves.ts";
import type { ImageKnown } from "../../../plan/swarm-wish/image.ts";
import { pinsFor } from "../../../plan/swarm-wish/pins.ts";
import { type Wished, wishOf } from "../../../plan/swarm-wish/wish.ts";
import { inTurns } from "../../in-turns.ts";
import type { PreparedSwarm } from "./prepare-swarm.ts";

export interface Wanted extends Wished {
  readonly seen: SwarmSeen;
  readonly moves: readonly ImageMove[];
  readonly refusals: readonly SwarmRefusal[];
}

export async function wishFor(
  prepared: PreparedSwarm,
  objects: SwarmObjects,
  engine: SwarmEngine,
  signal: AbortSignal,
): Promise<Wanted> {
  const { stack, texts, tokens, site } = prepared;
  const { services } = objects;
  const names = [...new Set(services.map(({ TaskTemplate }) => TaskTemplate.ContainerSpec.Image))];
  const seen = await engine.observe(stack, signal);
  const [{ volumes }, { images: there, looked }] = await Promise.all([
    engine.remains(stack, seen.nodes, signal),
    engine.images(names, seen.nodes, signal),
  ]);
  // What was built or loaded on a node is what is meant; whoever asked a registry without need would wait for one that is out of reach.
  const made = new Set(there.filter(({ registered }) => !registered).map(({ image }) => image));
  const digests = await digestsOf(
    names.filter((name) => !made.has(name) && !name.includes("@")),
    engine,
    signal,
  );
  const holds = (node: SwarmNode, wanted: readonly string[]) =>
    volumes.some((volume) => volume.node.id === node.id && wanted.includes(volume.name));
  const { pins, refusals } = pinsFor(services, seen.nodes, holds);
  const images = new Map(names.map((name) => [name, known(name, there, digests.get(name))]));
  const wished = wishOf(objects, { stack, digest: site.digest, texts, images, tokens, pins, seen });
  return { ...wished, seen, refusals, moves: imageMoves(wished.wish, seen.nodes, there, looked) };
}

async function digestsOf(
  names: readonly string[],
  engine: SwarmEngine,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = await inTurns(names, async (name) => [name, await engine.digestOf(name, signal)] as const);
  return new Map(found.flatMap(([name, digest]) => (digest === undefined ? [] : [[name, digest]])));
}

function known(name: string, there: readonly ImageSeen[], digest: string | undefined): ImageKnown {
  const [first] = there.filter(({ image }) => image === name);
  return { ...(first && { id: first.id, user: first.user }), ...(digest !== undefined && { digest }) };
}
