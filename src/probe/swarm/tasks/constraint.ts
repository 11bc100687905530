/**
 * Whether a node meets a placement constraint. Pure, and not the parser that wrote them: what shares its mistakes cannot judge it.
 * @see swarmkit, constraint.NodeMatches: values are compared without regard to case; `==` counts before `!=`; an attribute that nobody
 * knows is met by no node
 */
import type { SwarmNode } from "../../../model/swarm-node.ts";

/** `unknowable`: the attribute is one that we are not told (engine.labels, node.ip in ranges). */
export type Met = "met" | "broken" | "unknowable";

export function meets(node: SwarmNode, constraint: string): Met {
  const operator = constraint.includes("==") ? "==" : "!=";
  const [key = "", value] = constraint.split(operator).map((part) => part.trim());
  if (value === undefined) return "broken";
  const actual = attributeOf(node, key);
  if (actual === "unknowable") return actual;
  if (actual === undefined) return "broken";
  return (actual.value.toLowerCase() === value.toLowerCase()) === (operator === "==") ? "met" : "broken";
}

/** Keys of labels count to the letter, names of attributes do not. A label that is not there is an empty one. */
function attributeOf(node: SwarmNode, key: string): { readonly value: string } | "unknowable" | undefined {
  const label = /^node\.labels\.(.+)$/i.exec(key)?.[1];
  if (label !== undefined) return { value: node.labels[label] ?? "" };
  switch (key.toLowerCase()) {
    case "node.id":
      return { value: node.id };
    case "node.hostname":
      return { value: node.hostname };
    case "node.role":
      return { value: node.role };
    case "node.platform.os":
      return { value: node.platform.os };
    case "node.platform.arch":
      return { value: node.platform.architecture };
    case "node.ip":
      return "unknowable";
  }
  return /^engine\.labels\../i.test(key) ? "unknowable" : undefined;
}

/** Whether a task with these constraints may be put there; what cannot be known counts as "may". */
export const mayRun = (node: SwarmNode, constraints: readonly string[]): boolean =>
  constraints.every((constraint) => meets(node, constraint) !== "broken");
