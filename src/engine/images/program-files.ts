/** This machine's own programs, with what they need to run in an image that has nothing else. */
import { constants } from "node:fs";
import { access, readFile } from "node:fs/promises";
import { Fault } from "../../model/fault.ts";
import { runProgram } from "../host/run-program.ts";
import type { Entry } from "./archive.ts";

export interface Needed {
  readonly program: string;
  /** Debian's package of it. */
  readonly package: string;
}

/** Programs for administrators lie in `sbin`, which is not in everybody's PATH. */
const usual = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

export async function findProgram(name: string): Promise<string | undefined> {
  for (const directory of usual) {
    const path = `${directory}/${name}`;
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** @throws Fault "not-ready" that names the package */
export async function requireProgram({ program, package: name }: Needed): Promise<string> {
  const path = await findProgram(program);
  if (path !== undefined) return path;
  throw new Fault(
    "not-ready",
    `there is no ${program} on this machine, and an image is made of it`,
    `Install it: sudo apt-get install ${name}.`,
  );
}

/**
 * The libraries and the loader that a program names, each at the path where it is looked for; none for one that is linked statically.
 * @see ldd(1)
 * @throws Fault "not-ready" when one is missing
 */
export async function librariesOf(path: string, signal: AbortSignal): Promise<readonly Entry[]> {
  const { status, stdout, stderr } = await runProgram(["ldd", path], { withinMs: 30_000 }, signal);
  signal.throwIfAborted();
  if (/not a dynamic executable|statically linked/.test(stdout + stderr)) return [];
  const missing = /^\s*(\S+) => not found/m.exec(stdout)?.[1];
  if (status !== 0 || missing !== undefined) {
    const what = missing === undefined ? `ldd cannot read ${path}` : `${path} needs ${missing}, which is not installed`;
    throw new Fault("not-ready", what, "Install the package of the program anew.");
  }
  return Promise.all(librariesIn(stdout).map((library) => fileAt(library)));
}

/** `libc.so.6 => /lib/libc.so.6 (0x…)` and `/lib64/ld-linux.so.2 (0x…)`; what the kernel maps has no path. */
export function librariesIn(said: string): readonly string[] {
  return said.split("\n").flatMap((line) => /^\s*(?:\S+ => )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}

/** A file of this machine, at its own path or another. */
export async function fileAt(path: string, as = path, mode = 0o755): Promise<Entry> {
  return { path: as.slice(1), bytes: await readFile(path), mode };
}
