/** Where MQTT over TLS is served: 8883 in place of 1883, and a port that somebody chose keeps its number. */
import type { Change } from "../model/change.ts";
import { listenersOf } from "../model/listener.ts";
import type { Port, Service, Stack } from "../model/stack.ts";
import { brokerConfig } from "./config-place.ts";
import { publishing, type Reason } from "./propose.ts";

/** IANA service names: mqtt is 1883, secure-mqtt is 8883. */
export const encryptedPort = (port: number): number => (port === 1883 ? 8883 : port);

/** The broker's published ports, pointed at the listeners that are left. */
export function encryptedPorts(stack: Stack, broker: Service, reason: Reason): readonly Change[] {
  const place = brokerConfig(stack, broker);
  // A broker that we cannot read is taken to serve MQTT where MQTT is served.
  const clear = place?.file
    ? listenersOf(place.file)
        .filter(({ tls }) => !tls)
        .map(({ port }) => port)
    : [1883];
  const others = stack.services.flatMap((service) => service.ports);
  let standing: readonly Port[] = others;
  return broker.ports
    .filter(
      ({ target, published, protocol }) =>
        protocol === "tcp" && published !== undefined && target === 1883 && clear.includes(target),
    )
    .map((port): Change => {
      const moved = movedPort(port, standing);
      if (standing.some((other) => isSameService(other, moved) && other !== port))
        return { ...reason, kind: "unpublish", service: broker.name, port, at: port.at };
      standing = [...standing.filter((other) => other !== port), moved];
      return publishing(broker, port, moved, reason);
    });
}

/** 1883 on the host becomes 8883, unless something else is there already. */
function movedPort(port: Port, standing: readonly Port[]): Port {
  const target = encryptedPort(port.target);
  if (port.published !== 1883) return { ...port, target };
  const isTaken = standing.some((other) => other.published === 8883 && meets(other, port) && other.target !== target);
  return { ...port, target, published: isTaken ? port.published : 8883 };
}

const isSameService = (a: Port, b: Port): boolean =>
  a.target === b.target && a.published === b.published && meets(a, b) && a.protocol === b.protocol;

/** Whether two sockets would want the same address; no address stands for all. */
const meets = (a: Port, b: Port): boolean => a.hostIp === undefined || b.hostIp === undefined || a.hostIp === b.hostIp;
