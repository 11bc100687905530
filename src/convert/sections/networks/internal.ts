/**
 * Networks that nothing leaves. Which programs call out stands in no file, so only this counts as shown: no service on the network
 * publishes a port, and each has another way out, by a network that stays open, or is a database, which waits to be asked.
 */
import { childOf, entriesOf, type Node, textOf } from "../../../model/node.ts";
import type { Project, ProjectService } from "../../../model/project.ts";
import { type Attachments, isTrue } from "../../service/network/attach/attachments.ts";
import { addressOf, isLoopback } from "../../service/network/ports/address.ts";

/** @returns keys of networks that become internal, besides those that a person has marked */
export function internalOf({ root, services }: Project, attachments: Attachments): ReadonlySet<string> {
  const written = new Map(entriesOf(root, "networks").map(({ key, value }) => [key, value]));
  const members = membersOf(attachments);
  const publishes = new Set(services.filter(isPublished).map(({ name }) => name));
  const waits = new Set(services.filter(({ role }) => role === "database").map(({ name }) => name));
  const closed = new Set([...written].filter(([, node]) => isMarked(node)).map(([key]) => key));
  const made = new Set<string>();
  for (const key of new Set([...written.keys(), "default"])) {
    const on = members.get(key) ?? [];
    if (closed.has(key) || attachments.external.has(key) || on.length === 0 || !isOurs(written.get(key))) continue;
    const hasWayOut = (service: string) =>
      (attachments.networks.get(service) ?? []).some((other) => other !== key && !closed.has(other));
    if (!on.every((service) => !publishes.has(service) && (hasWayOut(service) || waits.has(service)))) continue;
    closed.add(key);
    made.add(key);
  }
  return made;
}

function membersOf({ networks }: Attachments): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const [service, keys] of networks) {
    for (const key of keys) {
      const on = members.get(key);
      if (on) on.push(service);
      else members.set(key, [service]);
    }
  }
  return members;
}

const isMarked = (network: Node): boolean => network.kind === "map" && isTrue(childOf(network, "internal"));

/** A network that becomes an overlay. */
function isOurs(network: Node | undefined): boolean {
  const driver = network?.kind === "map" ? (textOf(childOf(network, "driver")) ?? "bridge") : "bridge";
  return ["bridge", "default", "overlay"].includes(driver);
}

/** Beyond its own machine: what listens on loopback is not published on a swarm. */
function isPublished({ map }: ProjectService): boolean {
  const ports = childOf(map, "ports");
  return ports?.kind === "list" && ports.items.some((port) => !isLoopback(addressOf(port)));
}
