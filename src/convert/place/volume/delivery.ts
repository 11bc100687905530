/**
 * How a token gets to another node with plain docker. `docker stack deploy` refuses a stack as long as one of its external secrets is
 * missing, and the token is made by a service of the same stack: so an empty one goes first.
 */
import type { Preparation } from "../../../model/conversion.ts";
import type { Project } from "../../../model/project.ts";
import { type Store, storesOf } from "./store.ts";
import { secretName } from "./token.ts";

export function tokenPreparations(project: Project): readonly Preparation[] {
  const wanted = new Map<string, { readonly store: Store; readonly name: string; readonly services: string[] }>();
  for (const [service, claims] of storesOf(project).claims) {
    for (const claim of claims.values()) {
      if (claim.kind !== "token") continue;
      const { store, name } = claim;
      const one = wanted.get(secretName(project, name)) ?? { store, name, services: [] };
      one.services.push(service);
      wanted.set(secretName(project, name), one);
    }
  }
  // A report says a reason once for all commands that have it.
  const before = [...wanted].map(([secret, { store }]) => ({
    why: `Once, before the first deployment: docker deploys no stack whose external secret is missing, and these tokens are made only when ${store.writers[0]} runs. With an empty one a service is started again and again until it has its own`,
    command: `printf '{}' | docker secret create ${secret} -`,
  }));
  const after = [...wanted].map(([secret, { store, name, services }]) => {
    const [writer] = store.writers;
    const file = `/var/lib/docker/volumes/${project.name}_${store.volumes.get(name)}/_data/secrets-token.json`;
    const released = services.map(
      (service) => `docker service update --detach --secret-rm ${secret} ${project.name}_${service}`,
    );
    const made = [`docker secret rm ${secret}`, `docker secret create ${secret} ${file}`];
    return {
      after: true as const,
      why: `Once it runs, and again whenever ${writer} has made new tokens; as root on the node where ${writer} runs, if it is a manager: hands each service its own token. A secret cannot be changed, only replaced`,
      command: [...released, ...made, `docker stack deploy -c STACKFILE ${project.name}`].join(" && "),
    };
  });
  return [...before, ...after];
}
