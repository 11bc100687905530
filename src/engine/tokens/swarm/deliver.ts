/** A token becomes a swarm secret, and the service gets it in place of the one before, in one update. */
import { Fault } from "../../../model/fault.ts";
import type { TokenPlace } from "../../../model/token.ts";
import { type Docker, EngineRefusal } from "../../docker/docker.ts";
import type { Held } from "../held.ts";
import { ownStackLabel, secretNameFor, stackLabel, tokenLabels } from "./labels.ts";
import type { SecretReferenceSeen, SecretSeen, ServiceSeen, ServiceSpecSeen } from "./objects.ts";

export async function deliver(
  manager: Docker,
  stack: string,
  place: TokenPlace,
  token: Held,
  signal: AbortSignal,
): Promise<string> {
  const name = secretNameFor(stack, place.service, token.seen.mark);
  const secretId =
    (await idOfSecret(manager, name, signal)) ?? (await create(manager, stack, place, token, name, signal));
  await change(manager, stack, place, signal, (spec) => {
    const given = { SecretID: secretId, SecretName: name };
    return withReplicas(withSecrets(spec, (all) => all.map((one) => (isAt(one, place) ? { ...one, ...given } : one))));
  });
  return name;
}

/** The service goes on without it. */
export function withdraw(manager: Docker, stack: string, place: TokenPlace, signal: AbortSignal): Promise<void> {
  return change(manager, stack, place, signal, (spec) =>
    withSecrets(spec, (all) => all.filter((one) => !isAt(one, place))),
  );
}

const isAt = (one: SecretReferenceSeen, { file }: TokenPlace): boolean => one.File?.Name === file;

async function idOfSecret(manager: Docker, name: string, signal: AbortSignal): Promise<string | undefined> {
  const query = { filters: { name: [name] } };
  const found = await manager.ask<readonly SecretSeen[]>("GET", "/secrets", { query, signal });
  return found.find(({ Spec }) => Spec.Name === name)?.ID;
}

async function create(
  manager: Docker,
  stack: string,
  place: TokenPlace,
  token: Held,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const bytes = token.bytes();
  if (!bytes) {
    const what = `the token of ${place.service} was handed over before, and nobody kept it`;
    throw new Fault("not-ready", what, `Make a new one: \`edgeward token rotate ${place.service}\`.`);
  }
  const { mark, leaseS, renewable } = token.seen;
  const Labels = {
    [stackLabel]: stack,
    [ownStackLabel]: stack,
    [tokenLabels.service]: place.service,
    [tokenLabels.file]: place.file,
    [tokenLabels.mark]: mark,
    [tokenLabels.lease]: String(leaseS),
    [tokenLabels.renewable]: String(renewable),
    ...(token.accessor !== undefined && { [tokenLabels.accessor]: token.accessor }),
  };
  try {
    const body = { Name: name, Labels, Data: bytes.toString("base64") };
    return (await manager.ask<{ readonly ID: string }>("POST", "/secrets/create", { body, signal })).ID;
  } catch (error) {
    // Somebody else has just delivered the same.
    const there =
      error instanceof EngineRefusal && error.status === 409 ? await idOfSecret(manager, name, signal) : undefined;
    if (there !== undefined) return there;
    throw error;
  }
}

/** An update counts only from the version that was looked at: others may have changed the service meanwhile. */
const attempts = 5;

async function change(
  manager: Docker,
  stack: string,
  { service }: TokenPlace,
  signal: AbortSignal,
  edit: (spec: ServiceSpecSeen) => ServiceSpecSeen,
): Promise<void> {
  const path = `/services/${encodeURIComponent(`${stack}_${service}`)}`;
  for (let left = attempts; ; left--) {
    const { ID, Version, Spec } = await manager.ask<ServiceSeen>("GET", path, { signal });
    const wanted = edit(Spec);
    if (JSON.stringify(wanted) === JSON.stringify(Spec)) return;
    try {
      await manager.ask("POST", `/services/${ID}/update`, { query: { version: Version.Index }, body: wanted, signal });
      return;
    } catch (error) {
      const isLate = error instanceof EngineRefusal && /out of sequence/i.test(error.message);
      if (!isLate || left <= 1) throw error;
    }
  }
}

function withSecrets(
  spec: ServiceSpecSeen,
  edit: (all: readonly SecretReferenceSeen[]) => readonly SecretReferenceSeen[],
): ServiceSpecSeen {
  const { ContainerSpec } = spec.TaskTemplate;
  const Secrets = edit(ContainerSpec.Secrets ?? []);
  return { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...ContainerSpec, Secrets } } };
}

/** A service that is held back until it has its token is started with it. */
function withReplicas(spec: ServiceSpecSeen): ServiceSpecSeen {
  const wanted = Number(spec.Labels?.[tokenLabels.replicas]);
  if (!Number.isInteger(wanted) || wanted < 1 || spec.Mode?.Replicated?.Replicas !== 0) return spec;
  return { ...spec, Mode: { Replicated: { Replicas: wanted } } };
}
