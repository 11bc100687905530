import type { Loss } from "../../model/engine-api.ts";
import { type Entry, entriesOf, type Mapping } from "../../model/node.ts";
import type { Span } from "../../model/span.ts";
import type { SwarmStack } from "../../model/swarm.ts";

/** What a stack file names, and does not hold. */
export interface Surroundings {
  /** Of an `env_file`, by its absolute path; undefined: it is not there. */
  text(path: string): string | undefined;
  /** Of the environment that the stack is deployed from: for variables without a value, and HOME for `~`. */
  variable(name: string): string | undefined;
}

/** The stack that is being written out, and where to say what is wrong with it. */
export interface Scope {
  readonly stack: SwarmStack;
  readonly around: Surroundings;
  readonly networks: ReadonlyMap<string, Entry>;
  readonly volumes: ReadonlyMap<string, Entry>;
  readonly secrets: ReadonlyMap<string, Entry>;
  readonly configs: ReadonlyMap<string, Entry>;
  /** What the docker CLI would refuse too. Answers undefined, so that a reader can say `return scope.refuse(…)`. */
  refuse(at: Span, what: string, remedy: string): undefined;
  lose(loss: Loss): void;
}

export type Says = Pick<Scope, "refuse" | "lose">;

export function scopeOf(stack: SwarmStack, around: Surroundings, says: Says): Scope {
  const named = (key: string) => new Map(entriesOf(stack.root, key).map((entry) => [entry.key, entry]));
  return {
    stack,
    around,
    networks: named("networks"),
    volumes: named("volumes"),
    secrets: named("secrets"),
    configs: named("configs"),
    ...says,
  };
}

/** One service on its way to a ServiceSpec. */
export interface ServiceScope extends Scope {
  readonly name: string;
  readonly at: Span;
  readonly map: Mapping;
}

/** `web` of the stack `shop` is `shop_web` on the swarm. */
export const scoped = ({ stack }: Scope, name: string): string => `${stack.name}_${name}`;

/** Every object of a stack carries it, so that `docker stack ls|ps|services|rm` see them. */
export const ofStack = ({ stack }: Scope, labels: Readonly<Record<string, string>> = {}) => ({
  ...labels,
  "com.docker.stack.namespace": stack.name,
});
