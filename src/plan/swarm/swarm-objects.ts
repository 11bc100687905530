/**
 * A stack file → what is sent to a swarm's engine, as `docker stack deploy` would send it, and what that does not send besides
 * (docs/swarm-api.md). Nothing is opened: file contents stay holes.
 */
import type { ApiVersion, ConfigSpec, Loss, NetworkSpec, SecretSpec, ServiceSpec } from "../../model/engine-api.ts";
import { entriesOf } from "../../model/node.ts";
import type { Problem } from "../../model/problem.ts";
import type { SwarmStack } from "../../model/swarm.ts";
import { configSpecs, secretSpecs } from "./file-objects.ts";
import { networkSpecs } from "./networks.ts";
import { unheeded } from "./not-carried.ts";
import { forEngine } from "./older-engines.ts";
import { type ServiceScope, type Surroundings, scopeOf } from "./scope.ts";
import { serviceSpec } from "./service-spec.ts";

export interface SwarmObjects {
  /** Those that a service uses and that are not external. */
  readonly networks: readonly NetworkSpec[];
  readonly secrets: readonly SecretSpec[];
  readonly configs: readonly ConfigSpec[];
  /** In the order of the file. */
  readonly services: readonly ServiceSpec[];
  /** What the stack says, and these objects do not. */
  readonly cannot: readonly Loss[];
  /** Errors: what the docker CLI refuses too. The objects are not to be sent. */
  readonly problems: readonly Problem[];
}

/** @param api the version that the engine speaks */
export function swarmObjects(stack: SwarmStack, api: ApiVersion, around: Surroundings): SwarmObjects {
  const problems: Problem[] = [];
  const cannot: Loss[] = [];
  const scope = scopeOf(stack, around, {
    refuse: (at, what, remedy) => void problems.push({ severity: "error", code: "stack-file", at, what, remedy }),
    lose: (loss) => void cannot.push(loss),
  });
  const services = entriesOf(stack.root, "services").flatMap(({ key, keyAt, value }): readonly ServiceScope[] =>
    value.kind === "map" ? [{ ...scope, name: key, at: keyAt, map: value }] : [],
  );
  for (const service of services) unheeded(service);
  return {
    networks: networkSpecs(scope, services),
    secrets: secretSpecs(scope),
    configs: configSpecs(scope),
    services: services.map((service) => forEngine(api, serviceSpec(service), service)),
    cannot,
    problems,
  };
}
