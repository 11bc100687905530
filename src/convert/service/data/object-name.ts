/** Names of swarm secrets and configs, which are immutable: another content needs another name. */
import { childOf, type Mapping, textOf } from "../../../model/node.ts";

/** @see swarmkit, controlapi: ^[a-zA-Z0-9]+(?:[a-zA-Z0-9-_.]*[a-zA-Z0-9])?$, at most 64 characters */
const limit = 64;

/**
 * `stack_key_digest`, and no longer than a swarm takes: the middle is cut, since the digest tells contents apart.
 * @param base what a person named it, or the stack and the key
 */
export function objectName(base: string, digest: string | undefined): string {
  const fitting = base.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
  const tail = digest === undefined ? "" : `_${digest}`;
  const head = fitting.slice(0, limit - tail.length).replace(/[^A-Za-z0-9]+$/, "");
  return `${head}${tail}`;
}

/** What the name begins with: a person's own, or the stack's and the key. */
export function baseName(key: string, map: Mapping | undefined, stack: string): string {
  return (map && textOf(childOf(map, "name"))) ?? `${stack}_${key}`;
}
