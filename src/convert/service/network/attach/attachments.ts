/** Which services are on which networks, as keys of the top-level `networks`. */
import { childOf, entriesOf, type Mapping, type Node, textOf } from "../../../../model/node.ts";
import type { Project, ProjectService } from "../../../../model/project.ts";
import { networkModeOf } from "./mode.ts";

export interface Attachments {
  /** The networks that each service names, `default` where it names none; nothing for those with the host's network or nobody's. */
  readonly networks: ReadonlyMap<string, readonly string[]>;
  /** By key: the name that the network has in the engine, for those that are made outside of the stack. */
  readonly external: ReadonlyMap<string, string>;
}

export function attachmentsOf({ root, services }: Project): Attachments {
  const external = new Map<string, string>();
  for (const { key, value } of entriesOf(root, "networks")) {
    const name = value.kind === "map" ? (externalNameOf(key, value) ?? engines(value)) : undefined;
    if (name !== undefined) external.set(key, name);
  }
  const byName = new Map(services.map((service) => [service.name, service]));
  const networks = new Map(services.map((service) => [service.name, attachedTo(service, byName)]));
  return { networks, external };
}

/** Compose's `network_mode: service:x` puts a service where x is. */
function attachedTo(service: ProjectService, byName: ReadonlyMap<string, ProjectService>): readonly string[] {
  let here: ProjectService | undefined = service;
  for (const seen = new Set<ProjectService>(); here !== undefined && !seen.has(here); ) {
    seen.add(here);
    const mode = networkModeOf(here);
    if (mode.kind === "own" || mode.kind === "bridge") return namedBy(here.map);
    if (mode.kind !== "service") return mode.kind === "container" ? ["default"] : [];
    here = byName.get(mode.name);
  }
  return ["default"];
}

function namedBy(map: Mapping): readonly string[] {
  const node = childOf(map, "networks");
  const keys = node?.kind === "map" ? node.entries.map(({ key }) => key) : [];
  const items = node?.kind === "list" ? node.items.flatMap((item) => textOf(item) ?? []) : [];
  const named = [...keys, ...items];
  return named.length > 0 ? named : ["default"];
}

/** The engine has one network of these drivers, and makes no second. */
function engines(network: Mapping): string | undefined {
  const driver = textOf(childOf(network, "driver"));
  return driver === "host" || driver === "none" ? driver : undefined;
}

/** Keys of internal networks of one host: the engine publishes no port of a service that is on no other. */
export function shutNetworks({ root }: Project): ReadonlySet<string> {
  const shut = entriesOf(root, "networks").filter(
    ({ value }) =>
      value.kind === "map" &&
      isTrue(childOf(value, "internal")) &&
      /^(bridge|default)?$/.test(textOf(childOf(value, "driver")) ?? ""),
  );
  return new Set(shut.map(({ key }) => key));
}

/** Of anything at the top level that may be `external`; undefined for what the stack makes itself. */
export function externalNameOf(key: string, map: Mapping): string | undefined {
  const external = childOf(map, "external");
  const named = textOf(childOf(map, "name")) ?? key;
  if (external?.kind === "map") return textOf(childOf(external, "name")) ?? named;
  return isTrue(external) ? named : undefined;
}

/** As Compose takes a truth value, which may be a text. */
export function isTrue(node: Node | undefined): boolean {
  return /^(true|yes|on|y|1)$/i.test(textOf(node) ?? "");
}

/** A key for a network that exists on each node: one that the source has, or a new one. */
export function keyFor(name: string, wanted: string, { external }: Attachments, root: Mapping): string {
  for (const [key, known] of external) if (known === name) return key;
  const taken = new Set(entriesOf(root, "networks").map(({ key }) => key));
  let key = wanted;
  for (let i = 2; taken.has(key); i += 1) key = `${wanted}${i}`;
  return key;
}

/** Networks of the engine that know no names. */
const nameless = new Set(["host", "none", "bridge", "ingress"]);

/** The networks of a service that answer to aliases. */
export function namedOn(service: string, { networks, external }: Attachments): readonly string[] {
  return (networks.get(service) ?? []).filter((key) => !nameless.has(external.get(key) ?? ""));
}
