/** Which kind of node each service is for, and how a swarm tells such nodes: by labels, never by a host's name. */
import { type Node, nodeAt, textOf } from "../../../model/node.ts";
import type { Project, ProjectService } from "../../../model/project.ts";
import type { Located, Span } from "../../../model/span.ts";
import { negated, parseConstraint, showConstraint } from "./constraint.ts";

const zoneLabel = "node.labels.edgeward.zone";

interface ServiceZone {
  readonly name: string;
  /** For people. */
  readonly why: string;
  readonly at: Span;
}

export interface Zones {
  of(service: string): ServiceZone;
  /** What a node of the zone has to meet; none at all where the whole stack is core. */
  constraintsOf(zone: string): readonly string[];
  /** Outside core, in the order of their first service. */
  readonly used: readonly string[];
  /** Used zones that core services cannot be kept off, since they have several constraints. */
  readonly notExcluded: readonly string[];
}

const byProject = new WeakMap<Project, Zones>();

export function zonesOf(project: Project): Zones {
  const known = byProject.get(project);
  if (known) return known;
  const zones = findZones(project);
  byProject.set(project, zones);
  return zones;
}

function findZones(project: Project): Zones {
  const services = new Map(project.services.map((service) => [service.name, zoneOf(service)]));
  const used = [...new Set([...services.values()].map(({ name }) => name))].filter((name) => name !== "core");
  const said = new Map(project.zones.map(({ name, constraints }) => [name, constraints.map(({ value }) => value)]));
  const named = (zone: string): readonly string[] => said.get(zone) ?? [`${zoneLabel} == ${zone}`];
  const others = used.length === 0 ? [] : [...new Set(["device", ...used])];
  const [excluded, notExcluded] = [new Set<string>(), [] as string[]];
  for (const zone of others) {
    const [only, ...more] = named(zone);
    const parsed = only === undefined || more.length > 0 ? undefined : parseConstraint(only);
    if (parsed) excluded.add(showConstraint(negated(parsed)));
    else notExcluded.push(zone);
  }
  const core = said.get("core") ?? [...excluded];
  return {
    of: (service) => services.get(service) ?? { name: "core", why: "not in the stack", at: project.root.at },
    constraintsOf: (zone) => (used.length === 0 ? [] : zone === "core" ? core : named(zone)),
    used,
    notExcluded: said.has("core") ? [] : notExcluded,
  };
}

function zoneOf(service: ProjectService): ServiceZone {
  const { at, zone, role, roleFrom } = service;
  // A companion's zone stands nowhere in the source: it has the service's own place.
  if (zone && zone.at === at) {
    return { name: zone.value, why: `zone ${zone.value}, where it fills volumes for the services there`, at };
  }
  if (zone) return { name: zone.value, why: `zone ${zone.value}, by \`x-edgeward.zone\``, at: zone.at };
  for (const constraint of constraintsIn(service)) {
    const parsed = parseConstraint(constraint.value);
    if (parsed?.key === zoneLabel && parsed.operator === "==") {
      return { name: parsed.value, why: `zone ${parsed.value}, by its own constraint`, at: constraint.at };
    }
  }
  if (role === "device") return { name: "device", why: `zone device, since its role is device (${roleFrom})`, at };
  return { name: "core", why: "zone core, as all but device services; a node without the label counts as core", at };
}

/** `deploy.placement.constraints`, as a person wrote them. */
export function constraintsIn({ map }: ProjectService): readonly Located<string>[] {
  const list: Node | undefined = nodeAt(map, ["deploy", "placement", "constraints"]);
  if (list?.kind !== "list") return [];
  return list.items.flatMap((item) => {
    const text = textOf(item);
    return text === undefined ? [] : [{ value: text, at: item.at }];
  });
}
