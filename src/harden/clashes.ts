/** What two services would share although each must have its own. */

import { operator } from "../model/own-file.ts";
import type { Problem } from "../model/problem.ts";
import { type GeneratedFile, secretSource } from "../model/secret.ts";
import type { Service, Stack } from "../model/stack.ts";

export function clashes(stack: Stack, generated: readonly GeneratedFile[]): readonly Problem[] {
  return [...alike(stack, generated), ...sharedConfigs(stack)];
}

/** Names of compose secrets have fewer characters than names of services: `a-b` and `a_b` would get the same. */
function alike(stack: Stack, generated: readonly GeneratedFile[]): readonly Problem[] {
  const owners = new Map<string, string>();
  return generated.flatMap(({ service, name }) => {
    const source = secretSource(service, name);
    const owner = owners.get(source) ?? service;
    owners.set(source, owner);
    const at = stack.services.find((one) => one.name === service)?.at;
    if (owner === service || service === operator || at === undefined) return [];
    return [
      {
        severity: "error",
        code: "names-alike",
        at,
        what: `the secrets of ${owner} and ${service} would both be called ${source}`,
        remedy: "Rename one of the two services, so that they differ in more than a hyphen, a point or an underscore.",
      } as const,
    ];
  });
}

/** One file cannot log in two services under two names. */
function sharedConfigs({ services }: Stack): readonly Problem[] {
  return services.flatMap((service, i) =>
    service.configs.flatMap((file) => {
      const other = services.slice(0, i).find((one) => one.configs.some(({ path }) => path === file.path));
      return other ? [shared(service, other, file.path)] : [];
    }),
  );
}

const shared = (service: Service, other: Service, path: string): Problem => ({
  severity: "notice",
  code: "shared-configuration",
  at: service.mounts.find((mount) => mount.source === path)?.at ?? service.at,
  what: `${other.name} and ${service.name} share ${path}, but each has a user and a password of its own to put there`,
  remedy: `Give ${service.name} a copy of the file.`,
});
