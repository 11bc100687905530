/**
 * Tokens that a service of the stack makes while it runs, and that are brought to other nodes as secrets. Whoever delivers one puts a secret
 * of another name in the place of the empty one: that is no change to undo.
 */
import type { SecretReference, ServiceSpec } from "../../model/engine-api.ts";
import { type FileSeen, type ServiceSeen, tokenLabel } from "../../model/swarm-plan.ts";

export interface TokenSlots {
  readonly spec: ServiceSpec;
  /** Names of secrets that stand for tokens nobody has delivered. */
  readonly empty: readonly string[];
}

export function withTokens(
  spec: ServiceSpec,
  there: ServiceSeen | undefined,
  tokens: ReadonlySet<string>,
  secrets: readonly FileSeen[],
): TokenSlots {
  const { ContainerSpec } = spec.TaskTemplate;
  const wanted = ContainerSpec.Secrets ?? [];
  if (!wanted.some(({ SecretName }) => tokens.has(SecretName))) return { spec, empty: [] };
  const labels = new Map(secrets.map(({ name, labels }) => [name, labels]));
  const isDelivered = ({ SecretName }: SecretReference) => labels.get(SecretName)?.[tokenLabel] !== undefined;
  const empty: string[] = [];
  const after = wanted.map((reference) => {
    if (!tokens.has(reference.SecretName)) return reference;
    const now = there?.spec.TaskTemplate.ContainerSpec.Secrets?.find(({ File }) => File.Name === reference.File.Name);
    if (now && isDelivered(now)) return { ...reference, SecretName: now.SecretName };
    empty.push(reference.SecretName);
    return reference;
  });
  const container = { ...ContainerSpec, Secrets: after };
  return { spec: { ...spec, TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: container } }, empty };
}
