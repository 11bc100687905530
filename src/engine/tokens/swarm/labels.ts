/** Labels that tell our secrets from others', and say what is in them without saying it. */

export const stackLabel = "com.docker.stack.namespace";
export const ownStackLabel = "edgeward.stack";

export const tokenLabels = {
  /** On a secret: the service that it is for. */
  service: "edgeward.token",
  /** On a secret: its path in the service's containers. On a service: the same, where it is not called secrets-token.json. */
  file: "edgeward.token.file",
  mark: "edgeward.token.mark",
  /** Seconds. */
  lease: "edgeward.token.lease",
  renewable: "edgeward.token.renewable",
  /** Tells the store which token is meant, and opens nothing. */
  accessor: "edgeward.token.accessor",
  /** On a service, comma-separated: its token is made through the store's API. */
  policies: "edgeward.token.policies",
  /** On a service: lifetime of such a token, as the store understands it: `1h`. */
  ttl: "edgeward.token.ttl",
  /** On a service, `true`: such a token outlives the one that made it, which the store allows to few. */
  orphan: "edgeward.token.no-parent",
  /** On a service that is deployed with none: how many replicas it gets together with its first token. */
  replicas: "edgeward.token.replicas",
} as const;

/** Longest name of a swarm secret. @see swarmkit, manager/controlapi: validateSecretSpec */
const nameLimit = 64;

export function secretNameFor(stack: string, service: string, mark: string): string {
  const end = `_secrets-token_${mark}`;
  const plain = `${stack}_${service}`.replaceAll(/[^A-Za-z0-9_.-]+/g, "-");
  return `${plain.slice(0, nameLimit - end.length)}${end}`;
}
