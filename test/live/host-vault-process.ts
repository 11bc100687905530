/**
 * A process that changes files through a vault, for tests that kill it or take its rights away; what to do is JSON on the command line.
 * `kill`: ends itself before the n-th operation on files, of those that change something; of a write, after its first half.
 * `try`: says what a vault says to changes, as JSON on its output.
 */
import type { FileHandle } from "node:fs/promises";
import { type Files, nodeFiles } from "../../src/disk/files.ts";
import { fileVault } from "../../src/engine/host/vault/file-vault.ts";
import { treeOf } from "../../src/engine/host/vault/testing/a-vault.ts";
import { Fault } from "../../src/model/fault.ts";
import { runsOf } from "./host-vault-scene.ts";

export interface KillTask {
  readonly task: "kill";
  readonly root: string;
  readonly directory: string;
  /** Operations of what else it does are not counted. */
  readonly counted: "change" | "rollback" | "restore";
  readonly before: number;
}

export interface TryTask {
  readonly task: "try";
  readonly directory: string;
  /** To become before it begins. */
  readonly uid?: number;
  /** The file systems say that there is room. */
  readonly blind?: boolean;
  readonly root: string;
}

export interface Tried {
  readonly before: Readonly<Record<string, string>>;
  readonly after: Readonly<Record<string, string>>;
  readonly hindrances: readonly string[];
  readonly fault?: { readonly code: string; readonly what: string; readonly begun: boolean };
}

const task: KillTask | TryTask = JSON.parse(process.argv[2] ?? "");
if (task.task === "kill") await killed(task);
else process.stdout.write(JSON.stringify(await tried(task)));

async function killed({ root, directory, counted, before }: KillTask): Promise<void> {
  let counts = counted === "change";
  let left = before;
  const isLast = () => counts && left-- === 0;
  const vault = fileVault({ directory, now: Date.now, files: dying(isLast) });
  const [first = [], second = []] = runsOf(root);
  for (const [run, changes] of [first, second].entries()) {
    const open = await vault.begin(changes, { run });
    await open.apply();
    if (counted === "rollback" && run === 1) {
      counts = true;
      await (await vault.open())?.rollback();
    } else await open.commit();
  }
  if (counted !== "restore") return;
  counts = true;
  await vault.restore();
}

function dying(isLast: () => boolean): Files {
  const die = () => process.kill(process.pid, "SIGKILL");
  const counting =
    <A extends unknown[], R>(does: (...args: A) => R) =>
    (...args: A): R => {
      if (isLast()) die();
      return does(...args);
    };
  const open: Files["open"] = async (path, flags, mode) => {
    if (flags === "wx" && isLast()) die();
    const file = await nodeFiles.open(path, flags, mode);
    for (const name of ["chmod", "chown", "utimes", "sync"] as const) {
      Object.assign(file, { [name]: counting((file[name] as (...args: unknown[]) => Promise<void>).bind(file)) });
    }
    return Object.assign(file, { writeFile: tearing(file) });
  };
  const tearing = (file: FileHandle) => {
    const whole = file.writeFile.bind(file);
    return async (content: string | Uint8Array) => {
      if (!isLast()) return whole(content);
      await whole(content.slice(0, content.length / 2));
      die();
    };
  };
  const { rename, unlink, mkdir, rmdir } = nodeFiles;
  return {
    ...nodeFiles,
    open,
    rename: counting(rename),
    unlink: counting(unlink),
    mkdir: counting(mkdir) as Files["mkdir"],
    rmdir: counting(rmdir),
  };
}

async function tried(task: TryTask): Promise<Tried> {
  const before = await treeOf(task.root);
  const said = await toldBy(task);
  return { before, ...said, after: await treeOf(task.root) };
}

async function toldBy({ directory, uid, blind, root }: TryTask): Promise<Omit<Tried, "before" | "after">> {
  if (uid !== undefined) {
    process.setgroups?.([]);
    process.setgid?.(uid);
    process.setuid?.(uid);
  }
  const statfs = (async (path: string) => ({ ...(await nodeFiles.statfs(path)), bavail: 1e9 })) as Files["statfs"];
  const vault = fileVault({ directory, now: Date.now, files: blind ? { ...nodeFiles, statfs } : nodeFiles });
  const [changes = []] = runsOf(root);
  const hindrances = (await vault.hindrances(changes)).map(({ why, what }) => `${why}: ${what}`);
  let begun = false;
  try {
    const open = await vault.begin(changes, {});
    begun = true;
    await open.apply().catch(async (cause: unknown) => {
      await open.rollback();
      throw cause;
    });
    await open.commit();
    return { hindrances };
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    return { hindrances, fault: { code: cause.code, what: cause.message, begun } };
  }
}
