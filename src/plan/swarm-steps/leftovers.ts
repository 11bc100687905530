/** What a stack needed before, and nobody needs any more. Taken away only when its services run as they should. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import { isOurs, type SwarmSeen, type SwarmStep, type SwarmWish, tokenLabel } from "../../model/swarm-plan.ts";

/** A task in one of these needs nothing any more. */
const over = new Set(["complete", "failed", "rejected", "shutdown", "orphaned", "remove"]);

export interface Leftovers {
  readonly steps: readonly SwarmStep[];
  /** Something will be left over as soon as tasks that were replaced have ended. */
  readonly soon: boolean;
}

export function leftovers(wish: SwarmWish, seen: SwarmSeen): Leftovers {
  const wanted = new Set([
    ...wish.files.map(({ kind, spec }) => `${kind} ${spec.Name}`),
    ...wish.placeholders.map((name) => `secret ${name}`),
    ...wish.networks.map(({ Name }) => `network ${Name}`),
  ]);
  const byServices = new Set(seen.services.flatMap(({ spec }) => usedBy(spec.TaskTemplate)));
  const byTasks = new Set(seen.tasks.filter(({ state }) => !over.has(state)).flatMap(({ spec }) => usedBy(spec)));
  const unused = (kind: "secret" | "config" | "network", all: SwarmSeen["secrets"]) =>
    all
      .filter((one) => isOurs(one, wish.stack) && !wanted.has(`${kind} ${one.name}`))
      .filter(({ name }) => !byServices.has(`${kind} ${name}`))
      // Who delivers tokens keeps them.
      .filter(({ labels }) => labels[tokenLabel] === undefined)
      .map(({ id, name }) => ({ kind, id, name }));
  const all = [
    ...unused("secret", seen.secrets),
    ...unused("config", seen.configs),
    ...unused("network", seen.networks),
  ];
  const free = all.filter(({ kind, name }) => !byTasks.has(`${kind} ${name}`));
  return {
    steps: free.map((one) => ({ step: "remove", ...one, why: "no service uses it any more" })),
    soon: free.length < all.length,
  };
}

const usedBy = ({ ContainerSpec, Networks }: ServiceSpec["TaskTemplate"]): readonly string[] => [
  ...(ContainerSpec.Secrets ?? []).map(({ SecretName }) => `secret ${SecretName}`),
  ...(ContainerSpec.Configs ?? []).map(({ ConfigName }) => `config ${ConfigName}`),
  ...(Networks ?? []).map(({ Target }) => `network ${Target}`),
];
