/** A placement constraint of a swarm: `node.labels.zone == core`. */

export interface Constraint {
  readonly key: string;
  readonly operator: "==" | "!=";
  readonly value: string;
}

const attributes = ["node.id", "node.hostname", "node.ip", "node.role", "node.platform.os", "node.platform.arch"];
const prefixes = ["node.labels.", "engine.labels."];

/**
 * @returns what is wrong, as the end of a sentence that begins with "the constraint", when the text is none
 * @see swarmkit, constraint.Parse: of several operators the first counts, `==` before `!=`
 */
export function parseConstraint(text: string): Constraint | string {
  const operator = text.includes("==") ? "==" : "!=";
  const cut = text.indexOf(operator);
  if (cut < 0) return "has neither `==` nor `!=`";
  const [key, value] = [text.slice(0, cut).trim(), text.slice(cut + 2).trim()];
  if (!/^[a-z_][a-z0-9\-_.]+$/i.test(key)) return `has \`${key}\` where an attribute of a node belongs`;
  if (!/^[a-z0-9:\-_\s.*()?+[\]\\^$|/]+$/i.test(value)) return `has \`${value}\` where a value belongs`;
  return { key, operator, value };
}

/** Whether a swarm knows such an attribute; by one that it does not know, no node is ever found. */
export function isNodeAttribute(key: string): boolean {
  const lower = key.toLowerCase();
  return (
    attributes.includes(lower) || prefixes.some((prefix) => lower.startsWith(prefix) && lower.length > prefix.length)
  );
}

export const nodeAttributes: readonly string[] = [...attributes, ...prefixes.map((prefix) => `${prefix}NAME`)];
