/**
 * A directory on the host in which one service leaves secrets for others, each in a directory of its own: EdgeX's `/tmp/edgex/secrets`.
 * As one directory on a host it cannot follow its readers to other nodes; as one volume it would show each service all secrets.
 */
import { basename, below, dirname, resolve } from "../../../compose/path.ts";
import { entriesOf } from "../../../model/node.ts";
import type { Project, ProjectService } from "../../../model/project.ts";
import { zonesOf } from "../zone/zones.ts";
import { lendersOf, mountsOf, type PlacedMount } from "./mounts.ts";

/** Where EdgeX's services look for their tokens, in all versions. */
const edgex = "/tmp/edgex/secrets";
/** Emptied when a node starts, so that nothing in it is a person's own. */
const passing = /^\/(tmp|run|var\/run)\//;
const secretive = /(^|\/)(secrets?|tokens?|credentials?)$/i;

/** What becomes of one item of `volumes`. */
export type Claim =
  /** Of the directory's root: its writer's. */
  | { readonly kind: "root"; readonly store: Store; readonly placed: PlacedMount; readonly own: readonly OwnMount[] }
  | { readonly kind: "own"; readonly store: Store; readonly placed: PlacedMount; readonly own: readonly OwnMount[] }
  /** In another zone than the writer: a swarm secret. */
  | { readonly kind: "token"; readonly store: Store; readonly placed: PlacedMount; readonly name: string };

export interface OwnMount {
  readonly volume: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface Store {
  /** On the host. */
  readonly root: string;
  readonly zone: string;
  /** Services that mount all of it for writing. */
  readonly writers: readonly string[];
  /** Of the root itself, which only writers mount. */
  readonly rootVolume: string;
  /** Volumes by the name of the directory below the root. */
  readonly volumes: ReadonlyMap<string, string>;
}

export interface Stores {
  readonly stores: readonly Store[];
  /** By service, then by index in `volumes`. */
  readonly claims: ReadonlyMap<string, ReadonlyMap<number, Claim>>;
  /** Mounts of a store that cannot be kept apart or that would stay empty. */
  readonly left: readonly { readonly service: ProjectService; readonly store: Store; readonly placed: PlacedMount }[];
}

const byProject = new WeakMap<Project, Stores>();

/** Found once for each project. */
export function storesOf(project: Project): Stores {
  const known = byProject.get(project);
  if (known) return known;
  const found = findStores(project);
  byProject.set(project, found);
  return found;
}

/** A bind mount of a store's root or of something below it. */
interface Use {
  readonly service: ProjectService;
  readonly placed: PlacedMount;
  readonly source: string;
}

function findStores(project: Project): Stores {
  const binds = project.services.flatMap((service) =>
    mountsOf(project, service).flatMap((placed): readonly Use[] => {
      const { type, source } = placed.mount;
      return type === "bind" && source !== undefined ? [{ service, placed, source }] : [];
    }),
  );
  const { roots, written } = rootsOf(project, binds);
  const uses = new Map([...roots].map((root) => [root, [] as Use[]]));
  for (const use of roots.size > 0 ? binds : []) {
    // What others fill in turn is no part of the directory that it lies in.
    const root = roots.has(use.source)
      ? use.source
      : written.has(use.source)
        ? undefined
        : rootAbove(use.source, roots);
    if (root !== undefined) uses.get(root)?.push(use);
  }
  return claimsOf(project, [...uses]);
}

/**
 * Directories that one service writes and that others have parts of. Where services of several zones write one, it is no store: each
 * zone would have another one. Nor is one that `volumes_from` hands on: others could not be told apart.
 */
function rootsOf(project: Project, binds: readonly Use[]) {
  const parents = new Set(binds.map(({ source }) => dirname(source)));
  const written = new Map<string, Set<string>>();
  for (const { service, source, placed } of binds) {
    if (placed.mount.readOnly || !passing.test(source) || !secretive.test(source) || !parents.has(source)) continue;
    const zones = written.get(source) ?? new Set<string>();
    written.set(source, zones.add(zonesOf(project).of(service.name).name));
  }
  const roots = new Set([...written].flatMap(([root, zones]) => (zones.size === 1 ? [root] : [])));
  const lenders = new Set(roots.size > 0 ? project.services.flatMap(lendersOf) : []);
  for (const { service, source } of binds) {
    const root = roots.has(source) ? source : rootAbove(source, roots);
    if (root !== undefined && lenders.has(service.name)) roots.delete(root);
  }
  return { roots, written };
}

/** The nearest of the roots that a path lies in. */
function rootAbove(source: string, roots: ReadonlySet<string>): string | undefined {
  for (let path = dirname(source); path.length > 1; path = dirname(path)) if (roots.has(path)) return path;
  return undefined;
}

function claimsOf(project: Project, found: readonly (readonly [root: string, uses: readonly Use[]])[]): Stores {
  const claims = new Map<string, Map<number, Claim>>();
  const left: Stores["left"][number][] = [];
  const free = freeNames(project);
  const stores = found.map(([root, uses]) => {
    const store = storeOf(project, root, uses, free);
    for (const { service, placed, source } of uses) {
      const claim = claimOf(project, store, service, placed, below(root, source) ?? "");
      if (!claim) left.push({ service, store, placed });
      else claims.set(service.name, (claims.get(service.name) ?? new Map<number, Claim>()).set(placed.index, claim));
    }
    return store;
  });
  return { stores, claims, left };
}

function storeOf(project: Project, root: string, uses: readonly Use[], free: (wanted: string) => string): Store {
  const writers = uses.filter(({ source, placed }) => source === root && !placed.mount.readOnly);
  const names = writers.map(({ service }) => service.name);
  const called = plainName(root.replace(passing, ""));
  const rootVolume = free(called);
  const subs = uses.flatMap(({ source }) => (dirname(source) === root ? [basename(source)] : []));
  return {
    root,
    zone: zonesOf(project).of(names[0] ?? "").name,
    writers: [...new Set(names)],
    rootVolume,
    volumes: new Map([...new Set(subs)].map((sub) => [sub, free(`${called}-${plainName(sub)}`)])),
  };
}

/** Names of volumes that the project does not have yet, each given out once. */
function freeNames(project: Project): (wanted: string) => string {
  const taken = new Set(entriesOf(project.root, "volumes").map(({ key }) => key));
  return (wanted) => {
    let name = wanted;
    for (let count = 2; taken.has(name); count++) name = `${wanted}-${count}`;
    taken.add(name);
    return name;
  };
}

/** Letters, digits, `_`, `.` and `-`, as names of volumes have them. */
const plainName = (text: string): string =>
  text.replaceAll(/[^A-Za-z0-9_.-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "") || "own";

function claimOf(
  project: Project,
  store: Store,
  service: ProjectService,
  placed: PlacedMount,
  path: string,
): Claim | undefined {
  const { target, readOnly } = placed.mount;
  const isHere = zonesOf(project).of(service.name).name === store.zone;
  if (path === "") {
    if (!isHere || readOnly) return undefined;
    const others = new Set(mountsOf(project, service).map(({ mount }) => mount.target));
    const children = [...store.volumes].map(([sub, volume]) => ({
      volume,
      target: resolve(target, sub),
      readOnly: false,
    }));
    const own = [
      { volume: store.rootVolume, target, readOnly: false },
      ...children.filter((child) => !others.has(child.target)),
    ];
    return { kind: "root", store, placed, own };
  }
  const volume = store.volumes.get(path);
  if (volume === undefined) return undefined;
  if (isHere) return { kind: "own", store, placed, own: [{ volume, target, readOnly }] };
  return store.root === edgex ? { kind: "token", store, placed, name: path } : undefined;
}
