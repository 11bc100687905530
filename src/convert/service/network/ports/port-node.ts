import type { LongPort } from "../../../../compose/port/long-port.ts";
import { childOf, mapAt, type Node, textAt, valueAt } from "../../../../model/node.ts";

/**
 * `ingress` that is written down is no intent: `docker compose config` writes it everywhere. It is kept where tasks of one service would
 * stand in each other's way.
 */
export function modeFor({ mode, published }: LongPort, mayMeet: boolean): "host" | "ingress" {
  return mayMeet && published !== undefined && mode !== "host" ? "ingress" : "host";
}

/** Whether it stands there as a stack file wants it, so that it stays the same node with its comments. */
export function isSpelled(node: Node, mode: "host" | "ingress"): boolean {
  if (node.kind !== "map") return false;
  const isNumber = (key: string) => {
    const child = childOf(node, key);
    return child === undefined || (child.kind === "scalar" && typeof child.value === "number");
  };
  const known = node.entries.every(({ key }) => ["target", "published", "protocol", "mode"].includes(key));
  const written = childOf(node, "mode");
  return known && isNumber("target") && isNumber("published") && written?.kind === "scalar" && written.value === mode;
}

export function portNode(port: LongPort, mode: "host" | "ingress", source: Node): Node {
  const { at } = source;
  const node = mapAt(
    {
      target: valueAt(port.target, at),
      published: port.published === undefined ? undefined : valueAt(port.published, at),
      protocol: textAt(port.protocol, at),
      mode: textAt(mode, at),
    },
    at,
  );
  return source.look ? { ...node, look: source.look } : node;
}
