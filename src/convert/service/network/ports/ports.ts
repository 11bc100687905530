/**
 * Ports in the long form and published on the node that runs the service: the source address of who calls survives, and no other node
 * opens the port. Whatever listens on a loopback address is not published: `docker stack deploy` would open it on every address.
 */

import { type LongPort, portsOf } from "../../../../compose/port/long-port.ts";
import type { Node } from "../../../../model/node.ts";
import { type Field, fieldsOf } from "../../../draft.ts";
import { present } from "../../data/present.ts";
import { networkModeOf } from "../attach/mode.ts";
import { type Neighbourhood, networkRule } from "../attach/network-rule.ts";
import { addressOf, isLoopback } from "./address.ts";
import { fates } from "./fates.ts";
import { isSpelled, modeFor, portNode } from "./port-node.ts";
import { mayMeet } from "./replicas.ts";
import { sayClearText } from "./say-clear-text.ts";

export const ports = networkRule("ports", ["ports"], (one) => {
  const field = present(one.subject, "ports");
  if (field?.node.kind !== "list") return;
  if (field.node.items.length === 0) return one.subject.draft.keep(field);
  if (networkModeOf(one.subject.service).kind === "host") return onHost(field, one);
  const seen = new Set<string>();
  const made = fieldsOf(field).map((item) => convert(item, seen, one));
  const { draft } = one.subject;
  const nodes = made.flat();
  const before = field.node.items;
  if (nodes.length === 0) return draft.edit({ kind: "drop", path: field.path });
  if (nodes.length === before.length && nodes.every((node, i) => node === before[i])) return;
  for (const [i, item] of fieldsOf(field).entries()) {
    const own = made[i] ?? [];
    if (own.length !== 1 || own[0] !== item.node) draft.edit({ kind: "items", path: item.path, nodes: own });
  }
});

/** Compose does not publish them either: the program's ports are the host's. */
function onHost(field: Field, { subject }: Neighbourhood): void {
  subject.draft.lose(field, {
    why: "A service on the host's network opens its ports there itself; Compose passes over `ports` too.",
    remedy: "Leave `ports` out, or take `network_mode: host` away.",
    weakens: "nothing",
  });
}

/** @param seen what is published already, since two host addresses come to the same port here */
function convert(item: Field, seen: Set<string>, one: Neighbourhood): readonly Node[] {
  const { subject } = one;
  const address = addressOf(item.node);
  if (isLoopback(address) || (address === "" && one.isLocalByNetwork(subject.service.name))) {
    fates.loopback(item, subject);
    return [];
  }
  const parsed = portsOf(item.node);
  // Reading has said what is wrong with it.
  if (typeof parsed === "string") {
    subject.draft.keep(item);
    return [item.node];
  }
  const clash = mayMeet(subject.service);
  if (one.isShut(subject.service.name) && parsed.some((port) => modeFor(port, clash) === "ingress")) {
    fates.shut(item, subject);
    return [];
  }
  const fresh = parsed.filter((port) => isNew(port, seen));
  for (const port of fresh) sayClearText(port, item.at, subject);
  fates.published(item, parsed, clash, subject);
  const [only] = fresh;
  if (only && fresh.length === 1 && isSpelled(item.node, modeFor(only, clash))) return [item.node];
  return fresh.map((port) => portNode(port, modeFor(port, clash), item.node));
}

function isNew({ published, target, protocol }: LongPort, seen: Set<string>): boolean {
  const key = `${published}:${target}/${protocol}`;
  if (published !== undefined && seen.has(key)) return false;
  seen.add(key);
  return true;
}
