/** The host address that a port is published on. */
import { childOf, entriesOf, type Node, textOf } from "../../../../model/node.ts";
import type { Project } from "../../../../model/project.ts";

/** 127.0.0.0/8, ::1, the same in IPv6's clothes, and the name for them. */
export function isLoopback(address: string): boolean {
  const text = address.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  return text === "localhost" || /^(::ffff:|0{1,4}(:0{1,4}){4}:ffff:)?127\./.test(text) || isOne(text);
}

/** `0.0.0.0` and `::`: what a swarm publishes on anyway. */
export function isEvery(address: string): boolean {
  return /^(0\.0\.0\.0|\[?[0:]+\]?)$/.test(address);
}

const isOne = (text: string): boolean => /^(::|(0{0,4}:){1,7})0{0,3}1$/.test(text) && text.includes(":");

/** As written, also where it is no address that we know. */
export function addressOf(port: Node): string {
  if (port.kind === "map") return textOf(childOf(port, "host_ip")) ?? "";
  const [, address = ""] = /^(.*):[^:]*:[^:]*$/s.exec(textOf(port) ?? "") ?? [];
  return address;
}

/** By key: bridge networks whose ports are published on the loopback address unless they say otherwise. */
export function loopbackNetworks({ root }: Project): ReadonlySet<string> {
  const option = "com.docker.network.bridge.host_binding_ipv4";
  const local = entriesOf(root, "networks").filter(({ value }) => {
    const options = value.kind === "map" ? childOf(value, "driver_opts") : undefined;
    return options?.kind === "map" && isLoopback(textOf(childOf(options, option)) ?? "");
  });
  return new Set(local.map(({ key }) => key));
}
