/** Explains what becomes of volumes that services of several zones share: companions fill some, others are for a person to solve. */
import type { Project, ProjectService } from "../../model/project.ts";
import { Draft } from "../draft.ts";
import type { Rule } from "../rule.ts";
import { fillsOf } from "./companions.ts";
import { localKeyOf, mountsOf, type PlacedMount } from "./volume/mounts.ts";
import { storesOf } from "./volume/store.ts";
import { zonesOf } from "./zone/zones.ts";

export const acrossZones: Rule = {
  id: "across-zones",
  accounts: [],
  propose: ({ project }) => {
    const draft = new Draft("across-zones");
    const zones = zonesOf(project);
    if (zones.used.length === 0) return draft.proposal;
    for (const { key, uses } of sharedIn(project)) {
      const fillers = new Map<string, ProjectService>();
      for (const { service } of uses) {
        const zone = zones.of(service.name).name;
        if (!fillers.has(zone) && fillsOf(project, service).has(volumeOf(key))) fillers.set(zone, service);
      }
      const [first] = fillers.values();
      for (const [zone, filler] of fillers) {
        // A companion of this conversion stands at the place of what it copies; that of an earlier one has its own.
        if (!first || filler === first || filler.at !== first.at) continue;
        const what = `\`${first.name}\` fills \`${volumeOf(key)}\`, and services of the zone ${zone} read it: on a swarm each node has a volume of its own`;
        const remedy = `Nothing to do: \`${filler.name}\`, a copy without published ports and names, fills it there.`;
        draft.notice(first.at, "companion", what, remedy);
      }
      sayEmpty(
        key,
        uses.filter(({ service }) => !fillers.has(zones.of(service.name).name)),
        first,
        draft,
      );
    }
    return draft.proposal;
  },
};

interface Use {
  readonly service: ProjectService;
  readonly placed: PlacedMount;
}

interface Shared {
  readonly key: string;
  readonly uses: readonly Use[];
}

/** Local data that services of several zones mount, and that somebody writes. */
function sharedIn(project: Project): readonly Shared[] {
  const { claims } = storesOf(project);
  const zones = zonesOf(project);
  const all = new Map<string, Use[]>();
  for (const service of project.services) {
    for (const placed of mountsOf(project, service)) {
      const key = claims.get(service.name)?.has(placed.index) ? undefined : localKeyOf(project, placed.mount);
      if (key === undefined) continue;
      const uses = all.get(key);
      if (uses) uses.push({ service, placed });
      else all.set(key, [{ service, placed }]);
    }
  }
  return [...all].flatMap(([key, uses]) => {
    const places = new Set(uses.map(({ service }) => zones.of(service.name).name));
    return places.size > 1 && uses.some(({ placed }) => !placed.mount.readOnly) ? [{ key, uses }] : [];
  });
}

const volumeOf = (key: string): string => key.replace(/^\w+ /, "");

/** @param uses those in zones where nobody fills it */
function sayEmpty(key: string, uses: readonly Use[], filler: ProjectService | undefined, draft: Draft): void {
  const [one, ...more] = uses;
  if (!one || (filler === undefined && more.length === 0)) return;
  const names = [...new Set(uses.map(({ service }) => service.name))].slice(0, 5).join(", ");
  const what = `\`${volumeOf(key)}\` is shared by services of several zones (${names}): on a swarm each node has its own, with other contents`;
  const remedy =
    "Put them into one zone with `x-edgeward: { zone: NAME }`; or hand the contents over as a `config` or `secret`, or on a volume that all nodes reach, such as NFS (`driver_opts: { type: nfs, … }`).";
  draft.notice(one.placed.at, "volume-across-zones", what, remedy);
}
