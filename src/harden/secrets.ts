/** What has to exist before the stack can start: every secret that a file or an identity names, each once. */
import { isWildcard } from "../model/address.ts";
import type { Identity } from "../model/identity.ts";
import type { GeneratedFile, SecretRef, SecretSpec } from "../model/secret.ts";
import type { Service, Stack } from "../model/stack.ts";
import { serversOf } from "./clients.ts";
import { certificateRef } from "./refs.ts";

export function secretsOf(
  stack: Stack,
  identities: readonly Identity[],
  generated: readonly GeneratedFile[],
): readonly SecretSpec[] {
  const holes = generated.flatMap((file) => file.parts.filter((part) => typeof part === "object"));
  const passwords = new Set<SecretRef>([
    ...identities.map((identity) => identity.secret),
    ...holes.flatMap((hole) => (hole.hole === "password" || hole.hole === "mosquitto-hash" ? [hole.ref] : [])),
  ]);
  return [
    ...[...passwords].map((ref): SecretSpec => ({ kind: "password", ref })),
    ...serversOf(stack).map((server): SecretSpec => certificateOf(server)),
  ];
}

/**
 * The names that clients know the server by: the service's in the stack's network, and this machine's own from outside.
 * @see RFC 6125 section 6.4: a client compares the name that it was told with the certificate's
 */
function certificateOf(server: Service): SecretSpec {
  const told = [server.listen?.value, ...server.ports.map((port) => port.hostIp), ...(server.onMachine?.names ?? [])];
  const addresses = told.filter((one) => one !== undefined).map((one) => one.replaceAll(/[[\]]/g, ""));
  const usable = addresses.filter((address) => !isWildcard(address));
  return {
    kind: "server-certificate",
    ref: certificateRef(server),
    dnsNames: unique([server.name, "localhost", ...usable.filter((one) => !isIp(one))]),
    ipAddresses: unique(["127.0.0.1", "::1", ...usable.filter(isIp)]),
  };
}

const isIp = (text: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(text) || text.includes(":");
const unique = (values: readonly string[]): readonly string[] => [...new Set(values)];
