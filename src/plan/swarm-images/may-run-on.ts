/**
 * Whether a swarm may put a service on a node, as far as constraints decide it. What we do not know of a node counts as met: an image that
 * is not needed costs some room, one that is missing stops the service.
 * @see swarmkit, manager/constraint: NodeMatches
 */
import { parseConstraint } from "../../compose/field/constraint.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";

export const mayRunOn = (node: SwarmNode, constraints: readonly string[]): boolean =>
  constraints.every((text) => {
    const constraint = parseConstraint(text);
    // A swarm refuses the service that has such a one.
    if (typeof constraint === "string") return true;
    const actual = valuesOf(node, constraint.key);
    if (actual === undefined || (constraint.key.toLowerCase() === "node.ip" && constraint.value.includes("/")))
      return true;
    const isEqual = actual.some((one) => one.toLowerCase() === constraint.value.toLowerCase());
    return isEqual === (constraint.operator === "==");
  });

const labelPrefix = "node.labels.";

/** @returns the ways in which a swarm writes it; undefined when it is not known here */
function valuesOf(node: SwarmNode, key: string): readonly string[] | undefined {
  // Keys are the same in either case; names of labels are not.
  const lower = key.toLowerCase();
  if (lower.startsWith(labelPrefix)) return [node.labels[key.slice(labelPrefix.length)] ?? ""];
  switch (lower) {
    case "node.id":
      return [node.id];
    case "node.hostname":
      return [node.hostname];
    case "node.role":
      return [node.role];
    case "node.ip":
      return [node.ip];
    case "node.platform.os":
      return [node.platform.os];
    case "node.platform.arch":
      return spellings.find((same) => same.includes(node.platform.architecture)) ?? [node.platform.architecture];
    default:
      return undefined;
  }
}

/** The kernel's name and Go's. */
const spellings: readonly (readonly string[])[] = [
  ["x86_64", "amd64"],
  ["aarch64", "arm64"],
];
