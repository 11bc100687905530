/** Which images are to be brought from one node to another before services are put there: nodes that lack them, and no registry to ask. */
import type { SwarmNode } from "../../model/swarm-node.ts";
import type { PinWish, SwarmWish } from "../../model/swarm-plan.ts";
import { imagesFor } from "../swarm-images/images-for.ts";

export interface ImageMove {
  readonly image: string;
  readonly from: SwarmNode;
  readonly to: SwarmNode;
}

interface ImageOn {
  readonly image: string;
  readonly node: string;
}

/** @param there what nodes have; of nodes in `looked` alone is it known that they lack one */
export function imageMoves(
  { services, pins }: Pick<SwarmWish, "services" | "pins">,
  nodes: readonly SwarmNode[],
  there: readonly ImageOn[],
  looked: ReadonlySet<string>,
): readonly ImageMove[] {
  const has = (node: string, image: string) => there.some((one) => one.node === node && one.image === image);
  const specs = services.map(({ spec }) => spec);
  return imagesFor(
    specs,
    nodes.map((node) => labelled(node, pins)),
  ).flatMap(({ node, images }) => {
    if (!looked.has(node.id)) return [];
    // One by its digest comes from a registry, and from nowhere else.
    const lacking = images.filter((image) => !image.includes("@") && !has(node.id, image));
    return lacking.flatMap((image): readonly ImageMove[] => {
      const from = nodes.find(({ id }) => has(id, image));
      return from ? [{ image, from, to: node }] : [];
    });
  });
}

/** As it will be. */
function labelled(node: SwarmNode, pins: readonly PinWish[]): SwarmNode {
  const own = pins.filter((pin) => pin.node.id === node.id).map(({ label }) => [label, "true"] as const);
  return own.length === 0 ? node : { ...node, labels: { ...node.labels, ...Object.fromEntries(own) } };
}
