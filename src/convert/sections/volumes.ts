import { resolve } from "../../compose/path.ts";
import { childOf, type Mapping, textAt, textOf } from "../../model/node.ts";
import type { Project, ProjectService } from "../../model/project.ts";
import { below } from "../draft.ts";
import { isRelative } from "../service/data/host-paths.ts";
import { dangerTo } from "../service/data/mounts/danger.ts";
import { volumeNames } from "../service/data/mounts/one-letter.ts";
import { allMounts } from "../service/data/mounts/volumes-from.ts";
import { shellWord } from "../service/data/shell.ts";
import { howToWaive } from "../waiver.ts";
import { spellExternal } from "./external.ts";
import { sayOneName } from "./one-name.ts";
import { spellPairs } from "./pairs.ts";
import { type Entity, sectionRule } from "./section-rule.ts";

/** Volumes stay as they are: a stack puts its name in front of theirs as Compose does its project's. */
export const namedVolumes = sectionRule("named-volumes", "volumes", volume, (view, draft) =>
  sayOneName("volumes", view, draft),
);

function volume(entity: Entity): void {
  const { field, draft } = entity;
  draft.keep(field);
  const external = spellExternal(entity);
  if (external !== undefined) {
    sayExternal(external, entity);
    return;
  }
  spellPairs(entity, "labels", true);
  spellPairs(entity, "driver_opts", true);
  hostDirectory(entity);
  sayPassword(entity);
}

function sayExternal(name: string, { draft }: Entity): void {
  const why = `The volume ${name} is made outside of the stack: each node that may run a service with it needs one`;
  draft.prepare({ why, command: `docker volume create ${shellWord(name)}` });
}

const optionsOf = ({ field }: Entity): Mapping | undefined => {
  const options = field.node.kind === "map" ? childOf(field.node, "driver_opts") : undefined;
  return options?.kind === "map" ? options : undefined;
};

/** `o: bind`: a directory of the host under a volume's name. */
function hostDirectory(entity: Entity): void {
  const { field, draft, view, key } = entity;
  const options = optionsOf(entity);
  const device = below(field, "driver_opts", "device");
  const path = device && textOf(device.node);
  if (!options || !path || !/(^|,)r?bind(,|$)/.test(textOf(childOf(options, "o")) ?? "")) return;
  const absolute = path.startsWith("~") ? path : resolve(view.project.directory, path);
  if (isRelative(path)) {
    const why = "A node does not know where the compose file lies.";
    draft.respell(device, textAt(absolute, device.node.at), "the whole path", why);
  }
  const danger = dangerTo(absolute, false, view.project.directory);
  for (const service of danger ? (mountersOf(view.project).get(key) ?? []) : []) {
    if (!danger || view.waived(service.name, danger.name)) continue;
    const remedy = `Leave it out; or accept it: ${howToWaive(service.name, danger.name)}.`;
    draft.refuse(
      device.at,
      danger.name,
      `\`${service.name}\` mounts ${absolute} by the volume \`${key}\`, and it ${danger.what}`,
      remedy,
    );
  }
  if (danger) return;
  const why = `The volume \`${key}\` is the directory ${absolute} of its node, which has to be there`;
  draft.prepare({ why, command: `mkdir -p ${shellWord(absolute)}` });
}

const known = new WeakMap<Project, ReadonlyMap<string, readonly ProjectService[]>>();

/** Services by the volumes that they mount, also by `volumes_from`; gathered once for each project. */
function mountersOf(project: Project): ReadonlyMap<string, readonly ProjectService[]> {
  const before = known.get(project);
  if (before) return before;
  const byName = new Map(project.services.map((service) => [service.name, service]));
  const named = volumeNames(project.root);
  const mounters = new Map<string, ProjectService[]>();
  for (const service of project.services) {
    const volumes = allMounts(service, byName, named).filter(({ type }) => type === "volume");
    for (const source of new Set(volumes.flatMap((mount) => mount.source ?? []))) {
      const others = mounters.get(source);
      if (others) others.push(service);
      else mounters.set(source, [service]);
    }
  }
  known.set(project, mounters);
  return mounters;
}

/** A share's password is among a volume's options, for whoever may ask the engine. */
function sayPassword({ field, draft, key }: Entity): void {
  const how = below(field, "driver_opts", "o");
  if (!how || !/(^|,)(password|pass)=/.test(textOf(how.node) ?? "")) return;
  const what = `a password stands among the options of the volume \`${key}\`, and \`docker volume inspect\` shows it`;
  draft.notice(
    how.at,
    "secret-in-clear",
    what,
    "Mount the share on the nodes with `credentials=FILE`, and bind-mount it; or take the option out.",
  );
}
