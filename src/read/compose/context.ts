import { basename, below, dirname, normalise, resolve } from "../../compose/path.ts";
import type { Sources } from "../sources.ts";
import type { Lookup } from "../tree/template.ts";

/** What every reader of a stack may ask besides the tree in its hand. */
export interface Context {
  /** Absolute directory that relative paths start at. */
  readonly directory: string;
  /** A variable of the process environment, or else of `.env`. */
  readonly lookup: Lookup;
  /** An absolute path as messages show it: the way the user wrote the first compose file's path. */
  shown(path: string): string;
  /** Whether the stack may have so many ports more: an alias of a range costs a few letters, and the ports must fit in memory. */
  roomForPorts(count: number): boolean;
}

/** TCP and UDP ports of one machine. */
const portLimit = 2 * 65_535;

export function contextOf(sources: Sources, lookup: Lookup): Context {
  const prefix = dirname(sources.files[0]?.path ?? ".");
  let portsLeft = portLimit;
  return {
    directory: sources.directory,
    lookup,
    shown(path) {
      const rest = below(sources.directory, path);
      return rest === undefined ? path : normalise(`${prefix}/${rest}`);
    },
    roomForPorts(count) {
      portsLeft -= count;
      return portsLeft >= 0;
    },
  };
}

/**
 * A host path as the file means it: relative ones start at the directory, `~` is the home directory.
 * @returns undefined for `~` when HOME is not set
 */
export function hostPath(path: string, context: Context): string | undefined {
  if (path !== "~" && !path.startsWith("~/")) return resolve(context.directory, path);
  const home = context.lookup("HOME");
  return home ? normalise(`${home}/${path.slice(1)}`) : undefined;
}

/** compose's rule for a project named after its directory. */
export function projectNameOf(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]/g, "");
  return name.replace(/^[_-]+/, "") || "stack";
}
