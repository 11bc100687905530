/**
 * Services whose data lies on one node have to stay there: they are pinned by a label that exactly one node carries. Those that share
 * data within a zone share a pin.
 */

import { nodeAt, textOf } from "../../../model/node.ts";
import type { ProjectService } from "../../../model/project.ts";
import type { View } from "../../rule.ts";
import { fileCarried } from "../../service/data/mounts/carried.ts";
import { lendersOf, localKeyOf, mountsOf } from "../volume/mounts.ts";
import { storesOf } from "../volume/store.ts";
import { meaningOf, parseConstraint } from "./constraint.ts";
import { type Keyed, together } from "./together.ts";
import { constraintsIn, zonesOf } from "./zones.ts";

export interface PinGroup {
  readonly zone: string;
  /** In the project's order; the group is named after the first. */
  readonly services: readonly ProjectService[];
  /** Volumes and host paths, for people. */
  readonly data: readonly string[];
  /** A person's own, or that of an earlier conversion. */
  readonly existing: readonly string[];
  readonly constraint: string;
  /** Of the node; absent where the constraint is a person's own. */
  readonly label?: string;
}

export const pinLabel = "edgeward.pin";

export function pinGroupsOf(view: View): readonly PinGroup[] {
  const { project } = view;
  const zones = zonesOf(project);
  const taken = new Set<string>();
  return together(membersOf(view)).map((members) => {
    const services = members.map(({ thing }) => thing.service);
    const data = [...new Set(members.flatMap(({ thing }) => thing.data))];
    const existing = [...new Map(services.flatMap(pinsIn).map((text) => [meaningOf(text), text])).values()];
    const first = services[0]?.name ?? "";
    const common = { zone: zones.of(first).name, services, data, existing };
    const [own] = existing;
    if (own !== undefined) return { ...common, constraint: own };
    const label = labelOf(project.name, first, taken);
    return { ...common, constraint: `node.labels.${label} == true`, label };
  });
}

interface Member {
  readonly service: ProjectService;
  readonly data: readonly string[];
}

/** Services with local data, keyed by it. A directory has the keys of all mounted ones that it lies in, too. */
function membersOf(view: View): readonly Keyed<Member>[] {
  const { project } = view;
  const local = new Map(project.services.map((service) => [service.name, localOf(view, service)]));
  const byName = new Map(project.services.map((service) => [service.name, service]));
  const zones = zonesOf(project);
  const all = project.services.flatMap((service) => {
    if (isGlobal(service)) return [];
    const zone = zones.of(service.name).name;
    return [{ service, zone, data: [...(local.get(service.name) ?? []), ...borrowedBy(service, byName, local)] }];
  });
  const known = new Set(all.flatMap(({ zone, data }) => data.map((key) => `${key} ${zone}`)));
  return all.map(({ service, zone, data }) => {
    const outer = data.flatMap(outerOf).filter((key) => known.has(`${key} ${zone}`));
    const keys = [...data, ...outer].map((key) => `${key} ${zone}`);
    return { thing: { service, data: data.map((key) => key.replace(/^\w+ /, "")) }, keys };
  });
}

/** One key for each service that it has mounts of by `volumes_from`, directly or over others: the rest is tied to that one. */
function borrowedBy(
  service: ProjectService,
  byName: ReadonlyMap<string, ProjectService>,
  local: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const direct = lendersOf(service);
  if (direct.length === 0) return [];
  return direct.flatMap((name) => {
    const seen = new Set([name]);
    for (const lender of seen) {
      const [key] = local.get(lender) ?? [];
      if (key !== undefined) return [key];
      const next = byName.get(lender);
      for (const further of next ? lendersOf(next) : []) seen.add(further);
    }
    return [];
  });
}

/** The same key for each directory that a host path lies in. */
function outerOf(key: string): readonly string[] {
  if (!key.startsWith("bind ")) return [];
  const parts = key.split("/");
  return parts.slice(2).map((_, i) => parts.slice(0, i + 2).join("/"));
}

/** Each node has its own task and its own data. */
function isGlobal({ map }: ProjectService): boolean {
  return /^global/.test(textOf(nodeAt(map, ["deploy", "mode"])) ?? "");
}

/** Constraints of a service that hold for one node at the most. */
export function pinsIn(service: ProjectService): readonly string[] {
  return constraintsIn(service).flatMap(({ value }) => {
    const parsed = parseConstraint(value);
    if (parsed?.operator !== "==") return [];
    const isPin = /^node\.(hostname|id)$/.test(parsed.key) || parsed.key.startsWith(`node.labels.${pinLabel}.`);
    return isPin ? [value] : [];
  });
}

function localOf(view: View, service: ProjectService): readonly string[] {
  const claims = storesOf(view.project).claims.get(service.name);
  return mountsOf(view.project, service).flatMap((placed) => {
    const claim = claims?.get(placed.index);
    if (claim) return claim.kind === "token" ? [] : [`volume ${claim.store.rootVolume}`];
    const key = localKeyOf(view.project, placed.mount);
    return key === undefined || fileCarried(placed.written, view) !== undefined ? [] : [key];
  });
}

/** A label's key; docker takes any text, and constraints take letters, digits, `.`, `-` and `_`. */
function labelOf(stack: string, service: string, taken: Set<string>): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9.-]/g, "-");
  const wanted = `${pinLabel}.${plain(stack)}.${plain(service)}`;
  let label = wanted;
  for (let count = 2; taken.has(label); count++) label = `${wanted}-${count}`;
  taken.add(label);
  return label;
}
