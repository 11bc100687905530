/**
 * The names besides its own by which other containers find a service: Docker's DNS answers to a container's name and hostname, and
 * a link gives one more. On a swarm all of them are aliases, which everybody on the network sees.
 */
import { childOf, entriesOf, type Mapping, type Node, textOf } from "../../../../model/node.ts";
import type { Project, ProjectService } from "../../../../model/project.ts";

export interface Names {
  /** By service: aliases that take the place of container_name, hostname and links, without those that it has. */
  readonly added: ReadonlyMap<string, readonly string[]>;
  /** Other services that claim a name. */
  claimedBesides(service: string, name: string): readonly string[];
}

export interface Link {
  readonly service: string;
  readonly alias: string;
}

/** `db:database`, `db` */
export function linkOf(node: Node): Link {
  const [service = "", alias = service] = (textOf(node) ?? "").split(":");
  return { service, alias };
}

const dnsName = /^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,252}[A-Za-z0-9_])?$/;

export function namesOf({ services }: Project): Names {
  const claims = new Map<string, Set<string>>();
  const wanted: Link[] = [];
  const claim = (name: string, service: string) => claims.set(name, (claims.get(name) ?? new Set()).add(service));
  for (const service of services) {
    claim(service.name, service.name);
    for (const alias of aliasesOf(service)) claim(alias, service.name);
    for (const link of [...ownNames(service), ...linksOf(service)]) wanted.push(link);
  }
  for (const { service, alias } of wanted) claim(alias, service);
  const besides = (service: string, name: string) => [...(claims.get(name) ?? [])].filter((one) => one !== service);
  const known = new Set(services.map(({ name }) => name));
  const added = new Map<string, Set<string>>();
  for (const { service, alias } of wanted) {
    const takes =
      alias !== service && known.has(service) && dnsName.test(alias) && besides(service, alias).length === 0;
    if (takes) added.set(service, (added.get(service) ?? new Set()).add(alias));
  }
  return {
    added: new Map([...added].map(([service, names]) => [service, [...names]])),
    claimedBesides: besides,
  };
}

function ownNames({ name, map }: ProjectService): readonly Link[] {
  const texts = [textOf(childOf(map, "container_name")), textOf(childOf(map, "hostname"))];
  return texts.flatMap((alias) => (alias ? [{ service: name, alias }] : []));
}

function linksOf({ map }: ProjectService): readonly Link[] {
  const links = childOf(map, "links");
  return links?.kind === "list" ? links.items.map(linkOf) : [];
}

/** What a person wrote as `aliases`, on any network. */
function aliasesOf({ map }: ProjectService): readonly string[] {
  return entriesOf(map, "networks").flatMap(({ value }) => (value.kind === "map" ? aliasesIn(value) : []));
}

export function aliasesIn(attachment: Mapping): readonly string[] {
  const list = childOf(attachment, "aliases");
  return list?.kind === "list" ? list.items.flatMap((item) => textOf(item) ?? []) : [];
}
