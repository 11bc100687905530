/** What is published is published on this machine alone, unless somebody said otherwise. */
import { isLoopback, isWildcard } from "../../model/address.ts";
import type { Change } from "../../model/change.ts";
import type { Port, Service } from "../../model/stack.ts";
import type { Measure } from "../measure.ts";
import { publishing, type Reason } from "../propose.ts";

const reason: Reason = {
  measure: "bind-to-loopback",
  why: "A published port answers the whole network, past the firewall; this one answers this machine until x-edgeward.listen names an address.",
  source:
    "Compose Specification, ports: without a host IP a port binds to all interfaces (0.0.0.0); Docker documentation, Port publishing",
};

export const bindToLoopback: Measure = {
  id: "bind-to-loopback",
  provenBy: ["only-declared-sockets"],
  propose: ({ stack }) => stack.services.flatMap((service) => service.ports.flatMap((port) => narrowed(service, port))),
};

function narrowed(service: Service, port: Port): readonly Change[] {
  const { hostIp, published } = port;
  const allowed = service.listen?.value;
  // It may be exposed to the stack's own network only, and a change would publish it.
  if (published === undefined) return [];
  if (hostIp !== undefined && (isLoopback(hostIp) || hostIp === allowed)) return [];
  // Told to listen everywhere, an address of somebody's choice is narrower still.
  if (allowed !== undefined && isWildcard(allowed) && hostIp !== undefined) return [];
  return [publishing(service, port, { ...port, hostIp: allowed ?? "127.0.0.1" }, reason)];
}
