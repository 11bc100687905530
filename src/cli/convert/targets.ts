/** The files that a conversion writes: all of them, or none. Each is for its owner alone, since variables are resolved in it. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { diskFault } from "../../disk/disk-fault.ts";
import { makeDirectory } from "../../disk/make-directory.ts";
import { writeWhole } from "../../disk/write-whole.ts";
import { Fault } from "../../model/fault.ts";

export interface Target {
  readonly path: string;
  readonly text: string;
}

const mode = 0o600;
const directoryMode = 0o700;

/** @throws Fault "bad-command-line" when a target is a source, no file, in no directory, named twice, or there with another text */
export function checkTargets(targets: readonly Target[], sources: readonly string[], force: boolean): void {
  const read = new Set(sources.flatMap((path) => identityOf(path) ?? []));
  for (const { path } of targets) {
    if (path === "" || path.includes("\0")) {
      throw new Fault("bad-command-line", "a file to write has no name", "Name it behind -o, and behind --report.");
    }
    const identity = identityOf(path);
    if (identity !== undefined && read.has(identity)) {
      const remedy = "Name another file with -o: what you wrote yourself is never written over.";
      throw new Fault("bad-command-line", `${path} is one of the files that the stack is read from`, remedy);
    }
    if (existsSync(path) && !statSync(path).isFile()) {
      const remedy = "Name a file; `-o -` writes to the standard output.";
      throw new Fault("bad-command-line", `${path} is there, and is no file`, remedy);
    }
  }
  const paths = targets.map(({ path }) => resolve(path));
  const twice = targets.find(({ path }, i) => paths.indexOf(resolve(path)) < i);
  if (twice) {
    throw new Fault("bad-command-line", `${twice.path} would be written twice`, "Name another file with --report.");
  }
  const there = targets.filter(({ path, text }) => existsSync(path) && readFileSync(path, "utf8") !== text);
  if (there.length > 0 && !force) {
    const remedy = "Name another file with -o, or add --force to write over them.";
    throw new Fault("bad-command-line", `these files are there already: ${listed(there)}`, remedy);
  }
}

/** The last one is the one that names the others. */
export async function writeAll(targets: readonly Target[], signal: AbortSignal): Promise<void> {
  const made: string[] = [];
  const staged: { readonly from: string; readonly to: string }[] = [];
  try {
    for (const { path, text } of targets) {
      if (signal.aborted) {
        throw new Fault("interrupted", "interrupted; nothing was written", "Run the command again.");
      }
      const directory = await makeDirectory(dirname(path), directoryMode);
      if (directory !== undefined) made.push(directory);
      const from = join(dirname(path), `.${basename(path)}.${Math.random().toString(36).slice(2)}.new`);
      staged.push({ from, to: path });
      await writeWhole(from, text, mode);
    }
    // Each has found its room on the disk: what is left needs none.
    for (const { from, to } of staged) await rename(from, to).catch((cause) => Promise.reject(diskFault(to, cause)));
  } catch (error) {
    for (const { from } of staged) await rm(from, { force: true });
    for (const directory of made) await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

const listed = (targets: readonly Target[]): string => targets.map(({ path }) => path).join(", ");

/** One for all names of a file. @returns undefined when it is not there */
function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
    return stat && `${stat.dev}:${stat.ino}`;
  } catch (cause) {
    throw diskFault(path, cause);
  }
}
