/** Where the servers of a stack listen on this machine. */
import { isWildcard } from "../../model/address.ts";
import { influxMajor, isInflux } from "../../model/image.ts";
import type { Listen } from "../../model/launch.ts";
import { listenersOf } from "../../model/listener.ts";
import type { Programs } from "../../model/program.ts";
import type { Service, Stack } from "../../model/stack.ts";
import { needing, type Outcome, type Seat } from "./outcome.ts";
import { unfitProgram } from "./system/unfit.ts";

export interface Seats {
  readonly seats: readonly Seat[];
  readonly refused: readonly Outcome<never>[];
}

export function seatsOf(stack: Stack, programs: Programs): Seats {
  const seats: Seat[] = [];
  const refused: Outcome<never>[] = [];
  for (const service of stack.services) {
    const { role } = service;
    if (role !== "broker" && role !== "database") continue;
    const listeners = listensOf(service, role === "broker" ? mqttPorts(service) : httpPorts(service));
    const why = unfit(service) ?? unfitProgram(service, listeners, programs);
    const other = seats.find((seat) => seat.listeners.some((one) => listeners.some((mine) => meet(one, mine))));
    if (why !== undefined) refused.push(needing(service, why));
    else if (other)
      refused.push(needing(service, `a port of its own: ${other.service.name} has ${portsOf(listeners)} already`));
    else seats.push({ service, role, listeners });
  }
  return { seats, refused };
}

function unfit(service: Service): string | undefined {
  if (service.role === "database" && !isInflux(service))
    return `${service.image?.value ?? "its program"} on this machine, or Docker: the embedded database speaks InfluxDB's protocols only`;
  return undefined;
}

/** Container ports of the listeners that the embedded broker serves. */
function mqttPorts(service: Service): readonly number[] {
  const file = service.configs.find((config) => config.format === "mosquitto");
  const ports = file ? listenersOf(file).filter(({ protocol, port }) => protocol === "mqtt" && port !== 0) : [];
  return ports.length > 0 ? ports.map(({ port }) => port) : [8883];
}

/** InfluxDB 3 has a port of its own. */
const httpPorts = (service: Service): readonly number[] => [influxMajor(service) === 3 ? 8181 : 8086];

/** The published addresses; what nobody publishes is on loopback, for the stack's own services. */
export function listensOf({ ports }: Service, targets: readonly number[]): readonly Listen[] {
  const published = ports.flatMap(({ target, published: port, hostIp, protocol }) =>
    protocol === "tcp" && port !== undefined && targets.includes(target) ? [{ host: plain(hostIp), port }] : [],
  );
  const distinct = published.filter((one, i) => published.findIndex((other) => meet(other, one)) === i);
  return distinct.length > 0 ? distinct : targets.slice(0, 1).map((port) => ({ host: "127.0.0.1", port }));
}

/** IPv6 addresses stand in brackets in some places of a compose file. */
const plain = (hostIp: string | undefined): string => hostIp?.replaceAll(/[[\]]/g, "") ?? "127.0.0.1";

const meet = (a: Listen, b: Listen): boolean =>
  a.port === b.port && (a.host === b.host || isWildcard(a.host) || isWildcard(b.host));

const portsOf = (listeners: readonly Listen[]): string =>
  listeners.map(({ host, port }) => `${host}:${port}`).join(", ");
