import { isLoopback } from "./address.ts";
import type { Role } from "./role.ts";
import { havingRole, type Service, type Stack } from "./stack.ts";

/**
 * The service of this stack that a client means by a host name: the service's own name, or this machine where only one service
 * plays the role.
 */
export function peerAt(stack: Stack, role: Role, host: string): Service | undefined {
  const peers = havingRole(stack, role);
  const named = peers.find((service) => service.name === host || service.onMachine?.names.includes(host));
  if (named) return named;
  return peers.length === 1 && (isLoopback(host) || host === "host.docker.internal") ? peers[0] : undefined;
}

/** The text with the service's own variables filled in, as Telegraf does it: `${NAME}`, `$NAME`; unknown ones stay. */
export function expanded(text: string, { environment }: Pick<Service, "environment">): string {
  return text.replaceAll(/\$\{(\w+)\}|\$(\w+)/g, (whole, braced?: string, bare?: string) => {
    const name = braced ?? bare;
    return environment.find((variable) => variable.name === name)?.value ?? whole;
  });
}
