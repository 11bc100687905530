/** Another service's volumes: written out, since docker refuses to look them up. */
import type { LongMount } from "../../../../compose/mount/long-mount.ts";
import { childOf, mapAt, type Node, textAt, textOf, valueAt } from "../../../../model/node.ts";
import type { ProjectService } from "../../../../model/project.ts";
import type { Span } from "../../../../model/span.ts";
import { type Field, fieldsOf, lost, mapped, type Subject } from "../../../draft.ts";
import { escapeBraces } from "../braces.ts";
import type { Keys } from "./carried.ts";
import { carry } from "./carry.ts";
import { mountIn } from "./one-letter.ts";
import { placed } from "./placed.ts";
import type { Sources } from "./sources.ts";

/** What all mounts of a project have in common. */
export interface Mounting {
  readonly keys: Keys;
  readonly sources: Sources;
  /** Keys of the top-level volumes. */
  readonly named: ReadonlySet<string>;
}

export type Services = ReadonlyMap<string, ProjectService>;

export function fromOthers(subject: Subject, byName: Services, mounting: Mounting): void {
  const { draft, service } = subject;
  const field = subject.field("volumes_from");
  if (!field) return;
  draft.edit({ kind: "drop", path: field.path });
  if (fieldsOf(field).length === 0) draft.say(field, mapped([], "nothing", "It is empty, and docker refuses it."));
  const taken = new Set(ownMounts(service, mounting.named).map(({ target }) => target));
  for (const item of fieldsOf(field)) {
    const { name, isContainer, readOnly } = lenderOf(item.node);
    const other = byName.get(name);
    if (!other || isContainer) draft.say(item, lost(containerLoss));
    else take(item, allMounts(other, byName, mounting.named), readOnly, taken, subject, mounting);
  }
}

const containerLoss = {
  why: "A container outside of the stack has volumes of one node.",
  remedy: "Name the volumes at the top level as `external`, and list them below the service's `volumes`.",
  weakens: "behaviour",
} as const;

function take(
  item: Field,
  mounts: readonly LongMount[],
  readOnly: boolean,
  taken: Set<string>,
  subject: Subject,
  { keys, sources }: Mounting,
): void {
  const { draft, path } = subject;
  const shared = mounts.filter(({ type, source }) => (type === "volume" || type === "bind") && source !== undefined);
  let stay = false;
  for (const mount of shared.filter(({ target }) => !taken.has(target))) {
    taken.add(mount.target);
    const mine = { ...mount, readOnly: readOnly || mount.readOnly };
    if (carry(mine, item, keys, subject)) continue;
    stay = true;
    sources.look(mine, item, subject);
    draft.edit({ kind: "append", path: path("volumes"), node: longNode(mine, item.at, subject) });
  }
  const why = "docker refuses `volumes_from`. Volumes are each node's own: both services have to run on one.";
  const left = mounts.length - shared.length;
  if (left === 0) draft.say(item, mapped(stay ? [path("volumes")] : [], "the same mounts, written out", why));
  else {
    const remedy = "Give the volume a name, and list it below both services.";
    draft.say(item, lost({ why: `${why} A volume without a name cannot be shared.`, remedy, weakens: "behaviour" }));
  }
}

/** With what it has from others in turn; what one of them only reads, nobody writes who has it from there. */
export function allMounts(service: ProjectService, byName: Services, named: ReadonlySet<string>): readonly LongMount[] {
  const all: LongMount[] = [];
  const seen = new Set<ProjectService>();
  const left: { readonly from: ProjectService; readonly reads: boolean }[] = [{ from: service, reads: false }];
  for (let here = left.pop(); here !== undefined; here = left.pop()) {
    const { from, reads } = here;
    if (seen.has(from)) continue;
    seen.add(from);
    all.push(...ownMounts(from, named).map((mount) => ({ ...mount, readOnly: reads || mount.readOnly })));
    const others = childOf(from.map, "volumes_from");
    for (const other of others?.kind === "list" ? others.items : []) {
      const { name, isContainer, readOnly } = lenderOf(other);
      const next = isContainer ? undefined : byName.get(name);
      if (next) left.push({ from: next, reads: reads || readOnly });
    }
  }
  return all;
}

interface Lender {
  readonly name: string;
  readonly isContainer: boolean;
  readonly readOnly: boolean;
}

/** `db`, `db:ro`, `service:db:ro`, `container:other` */
function lenderOf(node: Node): Lender {
  const [name = "", access] = (textOf(node) ?? "").replace(/^service:/, "").split(":");
  return { name, isContainer: name === "container", readOnly: access === "ro" };
}

function ownMounts({ map }: ProjectService, named: ReadonlySet<string>): readonly LongMount[] {
  const volumes = childOf(map, "volumes");
  const mounts = volumes?.kind === "list" ? volumes.items.map((item) => mountIn(item, named)) : [];
  return mounts.filter((mount) => typeof mount !== "string");
}

function longNode(mount: LongMount, at: Span, subject: Subject): Node {
  const { type, source = "", target, readOnly, bind, volume } = mount;
  const propagation = bind?.propagation;
  const { nocopy = false, subpath } = volume ?? {};
  const more = {
    nocopy: nocopy ? valueAt(true, at) : undefined,
    subpath: subpath === undefined ? undefined : textAt(subpath, at),
  };
  return mapAt(
    {
      type: textAt(type, at),
      source: textAt(placed(mount, source, subject), at),
      target: textAt(escapeBraces(target), at),
      read_only: readOnly ? valueAt(true, at) : undefined,
      bind: propagation === undefined ? undefined : mapAt({ propagation: textAt(propagation, at) }, at),
      volume: nocopy || subpath !== undefined ? mapAt(more, at) : undefined,
    },
    at,
  );
}
