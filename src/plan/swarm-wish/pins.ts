/** Which node is to have the data of which services: exactly one for each pin, and the same one as long as the data is kept. */
import type { ServiceSpec } from "../../model/engine-api.ts";
import { type SwarmNode, zoneLabel } from "../../model/swarm-node.ts";
import { type PinWish, pinPrefix, type SwarmRefusal } from "../../model/swarm-plan.ts";
import { mayRunOn } from "../swarm-images/may-run-on.ts";

export interface Pinned {
  readonly pins: readonly PinWish[];
  readonly refusals: readonly SwarmRefusal[];
}

/** @param holds whether a node has volumes of these names already: data that lies somewhere is not left behind */
export function pinsFor(
  services: readonly ServiceSpec[],
  nodes: readonly SwarmNode[],
  holds: (node: SwarmNode, volumes: readonly string[]) => boolean,
): Pinned {
  const unzoned = zoneRefusals(services, nodes);
  if (unzoned.length > 0) return { pins: [], refusals: unzoned };
  const pins: PinWish[] = [];
  const refusals: SwarmRefusal[] = [];
  for (const [label, sharing] of byPin(services)) {
    const carriers = nodes.filter(({ labels }) => labels[label] === "true");
    const [carrier, second] = carriers;
    if (second) refusals.push(twoCarriers(label, carriers));
    if (carrier) continue;
    const constraints = sharing.flatMap(constraintsOf).filter((text) => pinOf(text) === undefined);
    const fit = nodes.filter(
      (node) => node.state === "ready" && node.availability === "active" && mayRunOn(node, constraints),
    );
    const volumes = sharing.flatMap(volumesOf);
    const [chosen] = fit.toSorted((a, b) => rank(a) - rank(b) || (a.hostname < b.hostname ? -1 : 1));
    const holder = fit.find((node) => holds(node, volumes));
    const node = holder ?? chosen;
    if (!node) refusals.push(noNode(sharing, constraints));
    else pins.push({ label, node: { id: node.id, hostname: node.hostname }, why: whyThere(sharing, holder) });
  }
  return { pins, refusals };
}

function byPin(services: readonly ServiceSpec[]): ReadonlyMap<string, readonly ServiceSpec[]> {
  const all = new Map<string, ServiceSpec[]>();
  for (const service of services) {
    for (const label of constraintsOf(service).flatMap((text) => pinOf(text) ?? [])) {
      const sharing = all.get(label);
      if (sharing) sharing.push(service);
      else all.set(label, [service]);
    }
  }
  return all;
}

const pinOf = (text: string): string | undefined => {
  const [, label] = /^\s*node\.labels\.(edgeward\.pin\.\S+)\s*==\s*true\s*$/i.exec(text) ?? [];
  return text.trim().startsWith(pinPrefix) ? label : undefined;
};

const constraintsOf = ({ TaskTemplate }: ServiceSpec): readonly string[] => TaskTemplate.Placement.Constraints ?? [];

/** Managers are what people keep running. */
const rank = ({ role }: SwarmNode): number => (role === "manager" ? 0 : 1);

const volumesOf = ({ TaskTemplate }: ServiceSpec): readonly string[] =>
  (TaskTemplate.ContainerSpec.Mounts ?? []).flatMap(({ Type, Source }) =>
    Type === "volume" && Source !== undefined ? [Source] : [],
  );

const named = (services: readonly ServiceSpec[]): string => services.map(({ Name }) => Name).join(", ");

function whyThere(sharing: readonly ServiceSpec[], holder: SwarmNode | undefined): string {
  return `the data of ${named(sharing)} ${holder ? "lies" : "is to lie"} there`;
}

function twoCarriers(label: string, carriers: readonly SwarmNode[]): SwarmRefusal {
  return {
    what: `${carriers.length} nodes carry the label ${label}: ${carriers.map(({ hostname }) => hostname).join(", ")}; after a restart a service might find other data`,
    remedy: `Take it from all but the one that has the data: \`docker node update --label-rm ${label} NODE\`.`,
  };
}

function noNode(sharing: readonly ServiceSpec[], constraints: readonly string[]): SwarmRefusal {
  const needs = constraints.length === 0 ? "to be ready and active" : [...new Set(constraints)].join(", ");
  return {
    what: `no node can keep the data of ${named(sharing)}: it needs ${needs}`,
    remedy: "See `docker node ls`; give a node these labels, or take the constraints out.",
  };
}

const zoned = new RegExp(`^\\s*node\\.labels\\.${zoneLabel.replaceAll(".", "\\.")}\\s*==\\s*(\\S+)\\s*$`);

/** One for each zone that no node is in. */
function zoneRefusals(services: readonly ServiceSpec[], nodes: readonly SwarmNode[]): readonly SwarmRefusal[] {
  const wanted = new Map<string, string[]>();
  for (const service of services) {
    for (const [, zone = ""] of constraintsOf(service).flatMap((text) => [zoned.exec(text) ?? []])) {
      if (zone === "" || nodes.some(({ labels }) => labels[zoneLabel]?.toLowerCase() === zone.toLowerCase())) continue;
      wanted.set(zone, [...(wanted.get(zone) ?? []), service.Name]);
    }
  }
  return [...wanted].map(([zone, names]) => ({
    what: `no node is in the zone ${zone}, where ${names.join(", ")} ${names.length === 1 ? "is" : "are"} to run`,
    remedy: `Say which node is: \`docker node update --label-add ${zoneLabel}=${zone} NODE\`.`,
  }));
}
