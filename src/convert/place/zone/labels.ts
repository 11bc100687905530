/** What a person types before the first deployment, so that the constraints find their nodes. */
import type { Preparation } from "../../../model/conversion.ts";
import type { Project } from "../../../model/project.ts";
import { parseConstraint } from "./constraint.ts";
import { type PinGroup, pinLabel } from "./pins.ts";
import type { Zones } from "./zones.ts";

const byLabel = /^node\.labels\.(.+)$/;

export function labelPreparations(project: Project, zones: Zones, groups: readonly PinGroup[]): readonly Preparation[] {
  const labels = zones.used.flatMap((zone) =>
    zones.constraintsOf(zone).flatMap((text): readonly Preparation[] => {
      const parsed = parseConstraint(text);
      const label = byLabel.exec(parsed?.key ?? "")?.[1];
      if (label === undefined || parsed?.operator !== "==") return [];
      const why = `For each node of the zone ${zone}: ${membersOf(project, zones, zone)} run there, and core services do not`;
      return [{ why, command: `docker node update --label-add ${quoted(`${label}=${parsed.value}`)} NODE` }];
    }),
  );
  const pins = groups.flatMap(({ constraint, services, data, zone }): readonly Preparation[] => {
    const label = byLabel.exec(parseConstraint(constraint)?.key ?? "")?.[1];
    if (label === undefined || !label.startsWith(`${pinLabel}.`)) return [];
    const where = zones.used.length === 0 ? "For exactly one node" : `For exactly one node of the zone ${zone}`;
    const why = `${where}: ${count(services.length)} there, since ${shown(data)} cannot move; without it ${services.length === 1 ? "it waits" : "they wait"} as pending`;
    return [{ why, command: `docker node update --label-add ${label}=true NODE` }];
  });
  return [...unique(labels), ...unique(pins)];
}

function membersOf(project: Project, zones: Zones, zone: string): string {
  const names = project.services.flatMap(({ name }) => (zones.of(name).name === zone ? [name] : []));
  return shown(names);
}

/** Values of labels may hold what a shell would take for its own, and no single quote. */
const quoted = (word: string): string => (/^[\w.:/=-]+$/.test(word) ? word : `'${word}'`);

const count = (services: number): string => (services === 1 ? "one service runs" : `${services} services run`);

function shown(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 4).join(", ")} and ${names.length - 4} more` : names.join(", ");
}

const unique = (all: readonly Preparation[]): readonly Preparation[] => [
  ...new Map(all.map((one) => [one.command, one])).values(),
];
