/** What services mount, and what of it lies on one node only. */
import type { LongMount } from "../../../compose/mount/long-mount.ts";
import { resolve } from "../../../compose/path.ts";
import { childOf, entriesOf, entryOf, type Mapping, nodeAt, textOf } from "../../../model/node.ts";
import type { Project, ProjectService } from "../../../model/project.ts";
import type { Span } from "../../../model/span.ts";
import { mountIn, volumeNames } from "../../service/data/mounts/one-letter.ts";

/** One item of a service's `volumes`. */
export interface PlacedMount {
  readonly index: number;
  readonly at: Span;
  /** With an absolute source, where it is a bind mount; `~`, another place for each who deploys, stays. */
  readonly mount: LongMount;
  readonly written: LongMount;
}

/** Zones, pins, stores and companions all ask. */
const mounted = new WeakMap<Project, WeakMap<ProjectService, readonly PlacedMount[]>>();

/** Items that are no mounts are passed over: who maps them says so. */
export function mountsOf(project: Project, service: ProjectService): readonly PlacedMount[] {
  const known = mounted.get(project) ?? new WeakMap<ProjectService, readonly PlacedMount[]>();
  mounted.set(project, known);
  const mounts = known.get(service) ?? findMounts(project, service);
  known.set(service, mounts);
  return mounts;
}

function findMounts({ directory, root }: Project, { map }: ProjectService): readonly PlacedMount[] {
  const list = childOf(map, "volumes");
  if (list?.kind !== "list") return [];
  const named = volumeNames(root);
  return list.items.flatMap((item, index) => {
    const written = mountIn(item, named);
    if (typeof written === "string") return [];
    const { type, source } = written;
    const isBind = type === "bind" && source !== undefined && !source.startsWith("~");
    return [
      { index, at: item.at, mount: isBind ? { ...written, source: resolve(directory, source) } : written, written },
    ];
  });
}

/** Services whose mounts a service has too, by `volumes_from`. */
export function lendersOf({ map }: ProjectService): readonly string[] {
  const list = childOf(map, "volumes_from");
  if (list?.kind !== "list") return [];
  return list.items.flatMap((item) => {
    const [name = ""] = (textOf(item) ?? "").replace(/^service:/, "").split(":");
    return name === "container" ? [] : [name];
  });
}

/** File systems that every node can mount from somewhere else. */
const remote = /^(nfs4?|cifs|smb3?|smbfs|ceph|glusterfs|fuse\.glusterfs|9p|lustre)$/i;

const elsewhere = new WeakMap<Project, ReadonlySet<string>>();

/** Volumes that are the same on every node; of any other name, each node has one of its own. */
function sharedVolumes(project: Project): ReadonlySet<string> {
  const known = elsewhere.get(project);
  if (known) return known;
  const shared = entriesOf(project.root, "volumes").filter(({ value }) => value.kind === "map" && isShared(value));
  const names = new Set(shared.map(({ key }) => key));
  elsewhere.set(project, names);
  return names;
}

function isShared(volume: Mapping): boolean {
  if (entryOf(volume, "x-cluster-spec")) return true;
  if ((textOf(childOf(volume, "driver")) || "local") !== "local") return true;
  return remote.test(textOf(nodeAt(volume, ["driver_opts", "type"])) ?? "");
}

/**
 * What every Linux node has by itself: the system's own files, devices, logs and sockets. A bind mount of it follows the service to
 * whichever node it runs on.
 */
const system =
  /^\/($|(proc|sys|dev|run|var\/run|var\/log|var\/lib\/docker|lib|lib64|boot|usr|bin|sbin)(\/|$)|etc($|\/(localtime|timezone|hostname|hosts|resolv\.conf|os-release|machine-id|passwd|group|nsswitch\.conf|ssl|pki|ca-certificates)(\/|$)))/;

/**
 * @returns a key that is equal for mounts of the same local data; undefined for what is on every node, on none, or elsewhere
 */
export function localKeyOf(project: Project, { type, source }: LongMount): string | undefined {
  if (source === undefined) return undefined;
  if (type === "volume") return sharedVolumes(project).has(source) ? undefined : `volume ${source}`;
  return type === "bind" && !system.test(source) ? `bind ${source}` : undefined;
}
