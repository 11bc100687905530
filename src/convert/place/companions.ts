/**
 * A volume that one service fills for others is a volume of its own on each node of a swarm. So each zone with readers gets a copy of the
 * filling service.
 */

import { parseImage } from "../../compose/image.ts";
import type { Edit, MadeService } from "../../model/conversion.ts";
import { childOf, type Entry, entriesOf, type Mapping, nodeAt, textAt, textOf } from "../../model/node.ts";
import type { Project, ProjectService } from "../../model/project.ts";
import { apply } from "../apply.ts";
import { localKeyOf, mountsOf } from "./volume/mounts.ts";
import { zonesOf } from "./zone/zones.ts";

/** The project with a companion, `<service>-<zone>`, wherever one is missing; the same project where none is. */
export function withCompanions(project: Project): Project {
  const missing = missingIn(project);
  if (missing.size === 0) return project;
  const names = new Set(project.services.map(({ name }) => name));
  const beside = new Map<string, readonly ProjectService[]>();
  for (const [service, zones] of missing) {
    const companions = [...zones].map((zone) => companionOf(service, zone, names));
    beside.set(service.name, companions);
  }
  const entryFor = ({ name, map, at }: ProjectService): Entry => ({ key: name, keyAt: at, value: map });
  const entries = project.root.entries.map((entry) => {
    if (entry.key !== "services" || entry.value.kind !== "map") return entry;
    const services = entry.value.entries.flatMap((one) => [one, ...(beside.get(one.key) ?? []).map(entryFor)]);
    return { ...entry, value: { ...entry.value, entries: services } };
  });
  return {
    ...project,
    root: { ...project.root, entries },
    services: project.services.flatMap((service) => [service, ...(beside.get(service.name) ?? [])]),
  };
}

/** Services that `withCompanions` has put in, each right behind its original, by name. */
export function companionsIn(
  before: Project,
  after: Project,
): ReadonlyMap<string, Pick<MadeService, "of" | "zone" | "at">> {
  const given = new Set(before.services);
  const companions = new Map<string, Pick<MadeService, "of" | "zone" | "at">>();
  let of = "";
  for (const service of after.services) {
    if (given.has(service)) of = service.name;
    else companions.set(service.name, { of, zone: service.zone?.value ?? "", at: service.at });
  }
  return companions;
}

/** Volumes that each service fills: as a person says, or known of its image. Only what lies on each node by itself counts. */
export function fillsOf(project: Project, service: ProjectService): ReadonlySet<string> {
  const said = new Set(service.fills.map(({ value }) => value));
  const image = parseImage(textOf(childOf(service.map, "image")) ?? "");
  const isBootstrapper = /^(docker-)?security-bootstrapper(-.*)?$/.test(image?.name ?? "");
  const filled = mountsOf(project, service).flatMap(({ mount }) => {
    const { type, source, target, readOnly } = mount;
    if (type !== "volume" || source === undefined || readOnly || localKeyOf(project, mount) === undefined) return [];
    return said.has(source) || (isBootstrapper && target === "/edgex-init") ? [source] : [];
  });
  return new Set(filled);
}

/** By filling service, the zones where its volumes are read and nobody fills them. A companion reads what its original does. */
function missingIn(project: Project): ReadonlyMap<ProjectService, ReadonlySet<string>> {
  const zones = zonesOf(project);
  const readers = project.services.map((service) => ({ service, zone: zones.of(service.name).name }));
  const filled = new Map<string, { readonly by: ProjectService; readonly zones: Set<string> }>();
  for (const { service, zone } of readers) {
    for (const volume of fillsOf(project, service)) {
      const before = filled.get(volume);
      if (before) before.zones.add(zone);
      else filled.set(volume, { by: service, zones: new Set([zone]) });
    }
  }
  const missing = new Map<ProjectService, Set<string>>();
  if (filled.size === 0) return missing;
  // Grows while it is walked: a companion is a reader too.
  for (const { service, zone } of readers) {
    for (const { mount } of mountsOf(project, service)) {
      const volume = mount.type === "volume" ? filled.get(mount.source ?? "") : undefined;
      if (!volume || volume.zones.has(zone)) continue;
      missing.set(volume.by, (missing.get(volume.by) ?? new Set<string>()).add(zone));
      for (const other of fillsOf(project, volume.by)) filled.get(other)?.zones.add(zone);
      readers.push({ service: volume.by, zone });
    }
  }
  return missing;
}

/** Has no published ports and none of the names that clients find the filling service by. It stands at the same place of the source. */
function companionOf(service: ProjectService, zone: string, names: Set<string>): ProjectService {
  const wanted = `${service.name}-${zone}`;
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted}-${count}`;
  names.add(name);
  const { look, ...bare } = service.map;
  const map = apply(bare, [
    ...strip(bare),
    { kind: "put", path: ["x-edgeward", "zone"], node: textAt(zone, service.at) },
  ]);
  return { ...service, name, map, zone: { value: zone, at: service.at } };
}

function strip(map: Mapping): readonly Edit[] {
  const here = ["ports", "container_name", "hostname", "domainname", "mac_address", "links", "external_links"];
  const attached = ["aliases", "ipv4_address", "ipv6_address", "link_local_ips", "mac_address"];
  const paths = [
    ...here.map((key) => [key]),
    ...entriesOf(map, "networks").flatMap(({ key }) => attached.map((name) => ["networks", key, name])),
    ["deploy", "placement"],
  ];
  return paths.filter((path) => nodeAt(map, path) !== undefined).map((path): Edit => ({ kind: "drop", path }));
}
