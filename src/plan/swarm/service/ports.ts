import { portsOf } from "../../../compose/port/long-port.ts";
import type { PortConfig } from "../../../model/engine-api.ts";
import type { Mapping, Node } from "../../../model/node.ts";
import { filled } from "../reading/defined.ts";
import { byBytes } from "../reading/order.ts";
import { itemsIn, numberIn, textIn } from "../reading/values.ts";
import type { ServiceScope } from "../scope.ts";

/**
 * Published ports. One that is bound to an address of the host is left out and named: no ServiceSpec carries the address, and
 * without it every node would open the port to everybody.
 */
export function portConfigs(service: ServiceScope): readonly PortConfig[] {
  const ports = itemsIn(service.map, "ports").flatMap((item, i) =>
    item.kind === "map" ? [fromLong(item)] : fromShort(service, item, i),
  );
  return ports.toSorted(
    (a, b) =>
      (a.PublishedPort ?? 0) - (b.PublishedPort ?? 0) ||
      (a.TargetPort ?? 0) - (b.TargetPort ?? 0) ||
      byBytes(a.Protocol ?? "", b.Protocol ?? ""),
  );
}

function fromLong(map: Mapping): PortConfig {
  return filled({
    Protocol: textIn(map, "protocol"),
    TargetPort: numberIn(map, "target"),
    PublishedPort: numberIn(map, "published"),
    PublishMode: textIn(map, "mode"),
  });
}

function fromShort(service: ServiceScope, item: Node, index: number): readonly PortConfig[] {
  const ports = portsOf(item);
  if (typeof ports === "string") {
    service.refuse(item.at, `the port ${ports}`, "Write `8080:80` or `8080:80/udp`.");
    return [];
  }
  const [address] = ports.flatMap(({ hostIp }) => (hostIp === undefined || isEverywhere(hostIp) ? [] : [hostIp]));
  if (address !== undefined) {
    service.lose({
      service: service.name,
      path: ["services", service.name, "ports", index],
      at: item.at,
      what: `is not published: no service of a swarm can bind it to ${address} alone`,
      remedy: "Take the address away to open the port on every node, or reach the service over a network of the stack.",
      weakens: "behaviour",
    });
    return [];
  }
  return ports.flatMap(({ protocol, target, published = 0, publishedTo = published }) =>
    Array.from({ length: publishedTo - published + 1 }, (_, i) => ({
      Protocol: protocol,
      TargetPort: target,
      ...filled({ PublishedPort: published + i }),
      PublishMode: "ingress",
    })),
  );
}

const isEverywhere = (address: string): boolean => /^[0.]+$|^[0:]+$/.test(address);
