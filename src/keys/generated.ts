/**
 * Writes the services' own files: each service a directory (0700), each file as its reader needs it; what is no longer wanted goes.
 * Invariant: all of it can be written again from the ring. What only a person picks up is not forced onto the disk one by one: after a
 * power failure the next command mends it, and ten thousand of them take seconds.
 */
import { randomBytes } from "node:crypto";
// Tens of thousands of small files: asked for one by one, each would wait for a thread.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { diskFault } from "../disk/disk-fault.ts";
import { placeWhole, syncDirectory } from "../disk/write-whole.ts";
import { generatedDir, generatedFile, generatedRoot, type Layout } from "../model/layout.ts";

export interface FilledFile {
  readonly service: string;
  /** May have a directory or more in it: `users/ann/mqtt_password`. */
  readonly name: string;
  readonly text: string;
}

export async function writeGenerated(layout: Layout, files: readonly FilledFile[], mode: number): Promise<void> {
  const root = generatedRoot(layout);
  const paths = files.map(({ service, name }) => generatedFile(layout, service, name));
  const made = new Set<string>();
  for (const [directory, names] of namesIn(root, paths)) {
    if (tidy(directory, names, directory === root)) made.add(directory);
  }
  await written(layout, files, mode, made);
}

/** These alone; what else lies there stays. */
export async function placeGenerated(layout: Layout, files: readonly FilledFile[], mode: number): Promise<void> {
  for (const directory of new Set(files.map(({ service, name }) => dirname(generatedFile(layout, service, name)))))
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  await written(layout, files, mode);
}

/** @param made directories that were not there before: nothing is looked for in them, which of ten thousand takes seconds */
async function written(
  layout: Layout,
  files: readonly FilledFile[],
  mode: number,
  made: ReadonlySet<string> = new Set(),
): Promise<void> {
  const changed = new Set<string>();
  const done = new Set<string>();
  for (const { service, name, text } of files) {
    const path = generatedFile(layout, service, name);
    const isNew = made.has(dirname(path)) && !done.has(path);
    done.add(path);
    if (!isNew && isThere(path, text, mode)) continue;
    if (name.includes("/")) place(path, text, mode, isNew);
    else {
      await placeWhole({ path, content: text, mode });
      changed.add(generatedDir(layout, service));
    }
  }
  for (const directory of changed) await syncDirectory(directory);
}

/** An unchanged file keeps its time and its inode: a service that watches it is not woken for nothing. */
function isThere(path: string, text: string, mode: number): boolean {
  try {
    if (readFileSync(path, "utf8") !== text) return false;
    if ((statSync(path).mode & 0o7777) !== mode) chmodSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** By directory, those above first: the names that are to be in it. */
function namesIn(root: string, paths: readonly string[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>([[root, new Set()]]);
  for (const path of paths) {
    const steps = path.slice(root.length + 1).split("/");
    let above = root;
    for (const [i, step] of steps.entries()) {
      all.get(above)?.add(step);
      above = `${above}/${step}`;
      if (i < steps.length - 1 && !all.has(above)) all.set(above, new Set());
    }
  }
  return all;
}

/** Removes what is not wanted, and keeps others out of the rest. @returns whether it was not there, and is empty */
function tidy(directory: string, wanted: ReadonlySet<string>, isRoot: boolean): boolean {
  try {
    if (mkdirSync(directory, { recursive: true, mode: 0o700 }) !== undefined) return true;
    if (!isRoot && (statSync(directory).mode & 0o7777) !== 0o700) chmodSync(directory, 0o700);
    for (const name of readdirSync(directory))
      if (!wanted.has(name)) rmSync(`${directory}/${name}`, { recursive: true, force: true });
    return false;
  } catch (cause) {
    throw diskFault(directory, cause);
  }
}

/** Not there yet, it is written where it belongs: what a crash leaves half written is not what it should be, and is written again. */
function place(path: string, text: string, mode: number, isNew: boolean): void {
  const temporary = `${dirname(path)}/.${randomBytes(6).toString("hex")}`;
  const first = !isNew && existsSync(path) ? temporary : path;
  try {
    writeFileSync(first, text, { mode, flag: "wx" });
    // What a process may not give to others when it makes a file, it may later. @see umask(2)
    if ((mode & 0o077) !== 0) chmodSync(first, mode);
    if (first === temporary) renameSync(temporary, path);
  } catch (cause) {
    rmSync(first, { force: true });
    throw diskFault(path, cause);
  }
}
