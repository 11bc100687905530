import type { Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "./words.ts";

export interface Entry {
  readonly path: string;
  readonly stats: Stats;
}

export interface Tree {
  readonly entries: readonly Entry[];
  /** Paths that were given but are not there. */
  readonly absent: readonly string[];
  /** What could not be looked at, and why. */
  readonly unseen: readonly string[];
}

/** More than any stack of ours has, ten thousand users' directories among it; whoever has more is told so. */
const entryLimit = 100_000;

/**
 * Every file and directory at and below the paths, without following a symlink. What vanishes on the way is left out: services
 * write and remove files while we look.
 * @param paths absolute
 * @param closed directories that are not entered
 * @throws only the signal's reason
 */
export async function walk(
  paths: readonly string[],
  signal: AbortSignal,
  closed: readonly string[] = [],
  limit = entryLimit,
): Promise<Tree> {
  const entries: Entry[] = [];
  const absent: string[] = [];
  const unseen: string[] = [];
  const seen = new Set<string>();
  const waiting = paths.map((path) => ({ path, given: true }));
  for (const { path, given } of waiting) {
    signal.throwIfAborted();
    if (seen.has(path)) continue;
    seen.add(path);
    if (entries.length >= limit) {
      unseen.push(`more than ${limit} entries, from ${path} on`);
      break;
    }
    try {
      const stats = await lstat(path);
      entries.push({ path, stats });
      if (!stats.isDirectory() || closed.includes(path)) continue;
      for (const name of await readdir(path)) waiting.push({ path: join(path, name), given: false });
    } catch (error) {
      const isGone = error instanceof Error && "code" in error && error.code === "ENOENT";
      if (!isGone) unseen.push(`${path}: ${reasonOf(error)}`);
      else if (given) absent.push(path);
    }
  }
  return { entries, absent, unseen };
}
