import type { Stats } from "node:fs";
import { chmod, lstat, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Entry, type Tree, walk } from "./private-tree.ts";
import type { Observation, Probe, Scene } from "./probe.ts";
import { counted, few, reasonOf } from "./words.ts";

/** Control: a file that others may read, made for the purpose, is found out by the same judgement. */
export const privateFiles: Probe = {
  id: "private-files",
  claim: "Nobody but their owner has rights to the stack's secrets, data and logs",
  async look({ privatePaths, closed = [], ownerOf }, signal) {
    if (privatePaths.length === 0) return [];
    const control = await seesAnOpenFile();
    if (control) return [control];
    return [judge(await walk(privatePaths, signal, closed), privatePaths, ownerOf)];
  },
};

/** @returns what is wrong with one entry, in words; undefined when nothing is */
export function faultOf({ path, stats }: Entry, owner: number): string | undefined {
  if (stats.isSymbolicLink()) return `${path} is a symlink`;
  if ((stats.mode & tooMuch(stats)) !== 0)
    return `${path} has mode ${(stats.mode & 0o7777).toString(8).padStart(4, "0")}`;
  return stats.uid === owner ? undefined : `${path} belongs to uid ${stats.uid}, not ${owner}`;
}

/** Bits that an entry must not have: a file is at most 0600, a directory 0700 (the set-group-ID bit that some disks add is no right). */
function tooMuch(stats: Stats): number {
  if (stats.isDirectory()) return 0o5077;
  return stats.isFile() ? 0o7177 : 0o077;
}

function judge({ entries, absent, unseen }: Tree, paths: readonly string[], ownerOf: Scene["ownerOf"]): Observation {
  const owner = entries.find(({ path }) => path === paths[0])?.stats.uid ?? entries[0]?.stats.uid;
  if (owner === undefined)
    return {
      verdict: "unknown",
      evidence: `none is there: ${few(unseen.length > 0 ? unseen : absent)}`,
      remedy: bringUp,
    };
  const faults = entries.flatMap((entry) => faultOf(entry, ownerOf?.(entry.path) ?? owner) ?? []);
  if (faults.length > 0) return { verdict: "fail", evidence: few(faults), remedy: tighten };
  if (unseen.length > 0) return { verdict: "unknown", evidence: `not seen: ${few(unseen)}`, remedy: asOwner };
  const directories = entries.filter(({ stats }) => stats.isDirectory()).length;
  const files = entries.length - directories;
  const missing = absent.length > 0 ? `; not there (yet): ${few(absent)}` : "";
  return {
    verdict: "pass",
    evidence:
      `${counted(directories, "directory", "directories")} and ${counted(files, "file")} for ${ownerOf ? "their programs' accounts" : `uid ${owner}`} alone${missing}; ` +
      "control: a file of mode 0644 was found out",
  };
}

async function seesAnOpenFile(): Promise<Observation | undefined> {
  try {
    const directory = await mkdtemp(join(tmpdir(), "edgeward-probe-"));
    try {
      const path = join(directory, "open");
      await writeFile(path, "");
      await chmod(path, 0o644);
      const stats = await lstat(path);
      if (faultOf({ path, stats }, stats.uid)) return undefined;
      return { verdict: "unknown", evidence: "control: a file of mode 0644 looks private here", remedy: otherDisk };
    } finally {
      await rm(directory, { recursive: true });
    }
  } catch (error) {
    return { verdict: "unknown", evidence: `control: no file could be made (${reasonOf(error)})`, remedy: otherDisk };
  }
}

const tighten =
  "Take the rights away (`chmod -R go= DIR`, `chown -R`), replace symlinks by what they point to, then find out who set them.";
const bringUp = "Bring the stack up (`edgeward up`), then run `edgeward verify` again.";
const asOwner = "Run `edgeward verify` as the user who owns the stack.";
const otherDisk = "Use a file system that keeps POSIX modes, and a temporary directory that can be written (TMPDIR).";
