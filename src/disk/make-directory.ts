import { existsSync } from "node:fs";
import { mkdir, rmdir, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { Fault } from "../model/fault.ts";
import { diskFault } from "./disk-fault.ts";

/**
 * Makes a directory and those above it, one after the other: asked for all at once, Node.js 20 tries for ever where the system lets nobody
 * make any, as in /proc.
 * @returns the topmost that was made, if one was
 * @throws Fault; what was made is then gone again
 */
export async function makeDirectory(path: string, mode: number): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at); at = dirname(at)) missing.unshift(at);
  const made: string[] = [];
  try {
    for (const directory of missing) {
      if (await makes(directory, mode)) made.unshift(directory);
    }
  } catch (cause) {
    for (const directory of made) await rmdir(directory).catch(() => undefined);
    const code = (cause as NodeJS.ErrnoException).code ?? "";
    if (!["ENOENT", "EEXIST"].includes(code)) throw diskFault(path, cause);
    throw new Fault("bad-command-line", `no directory can be made at ${path}`, "Name another place.", { cause });
  }
  return made.at(-1);
}

/** @returns false where another has made it meanwhile */
async function makes(directory: string, mode: number): Promise<boolean> {
  try {
    await mkdir(directory, { mode });
    return true;
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === "EEXIST" && (await isDirectory(directory));
    if (!isThere) throw cause;
    return false;
  }
}

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
