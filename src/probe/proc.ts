/** What Linux says about processes, in /proc (proc(5)). */
import { readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, readlink } from "node:fs/promises";
import { endianness } from "node:os";
import { type BoundSocket, openSockets } from "./proc-net.ts";

/** @throws a system error with its code: ENOENT when the process has ended, EACCES when it may not be looked at */
export const environmentOf = (pid: number): Promise<Buffer> => readFile(`/proc/${pid}/environ`);
export const commandLineOf = (pid: number): Promise<Buffer> => readFile(`/proc/${pid}/cmdline`);

/** What each open file descriptor points to: a path, `socket:[inode]`, `pipe:[inode]`. Those closed meanwhile are left out. */
export async function descriptorsOf(pid: number): Promise<readonly string[]> {
  const directory = `/proc/${pid}/fd`;
  const targets = (await readdir(directory)).map(async (fd) => {
    try {
      return [await readlink(`${directory}/${fd}`)];
    } catch (error) {
      if (hasEnded(error)) return [];
      throw error;
    }
  });
  return (await Promise.all(targets)).flat();
}

/** The sockets of a process that anybody in its network namespace may send to. */
export async function openSocketsOf(pid: number): Promise<readonly BoundSocket[]> {
  const inodes = new Set((await descriptorsOf(pid)).map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]));
  const tables = ["tcp", "tcp6", "udp", "udp6"].map(async (name) => {
    const protocol = name.startsWith("tcp") ? "tcp" : "udp";
    return openSockets(await tableOf(`/proc/${pid}/net/${name}`), protocol, endianness());
  });
  return (await Promise.all(tables)).flat().filter(({ inode }) => inodes.has(inode));
}

/** A kernel without IPv6 has no tables for it. */
async function tableOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (path.endsWith("6") && hasEnded(error)) return "";
    throw error;
  }
}

/** The children of each process that has any. Read in one go: it is memory, and hundreds of asynchronous reads take 20 times as long. */
export function readChildren(): ReadonlyMap<number, readonly number[]> {
  const children = new Map<number, number[]>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parsed = parseStat(statOf(name));
    if (parsed) children.set(parsed.parent, [...(children.get(parsed.parent) ?? []), parsed.pid]);
  }
  return children;
}

function statOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

/** Every descendant of `pid`, nearest first. Pure. @param apart processes that are left out with all of theirs */
export function descendantsIn(
  children: ReadonlyMap<number, readonly number[]>,
  pid: number,
  apart: readonly number[],
): readonly number[] {
  const found: number[] = [];
  for (const queue = [pid]; queue.length > 0; ) {
    const own = (children.get(queue.shift() ?? 0) ?? []).filter(
      (child) => !apart.includes(child) && !found.includes(child),
    );
    found.push(...own);
    queue.push(...own);
  }
  return found;
}

/** Pure. The name of a program stands in brackets and may hold anything, brackets and line ends too. */
export function parseStat(text: string): { readonly pid: number; readonly parent: number } | undefined {
  const pid = /^(\d+) \(/.exec(text)?.[1];
  const parent = /^ \S (\d+) /.exec(text.slice(text.lastIndexOf(")") + 1))?.[1];
  return pid && parent ? { pid: Number(pid), parent: Number(parent) } : undefined;
}

/** Whether a process, or something of it, was gone when we looked. */
export const hasEnded = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH");
