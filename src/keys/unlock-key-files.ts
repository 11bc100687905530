/** Unlock keys of swarms, a file (0600) for each. They are in no message: who needs one is told the file. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { makeDirectory } from "../disk/make-directory.ts";
import { writeWhole } from "../disk/write-whole.ts";
import { Fault } from "../model/fault.ts";

const ending = ".unlock-key";

/** As much of an engine as this needs. */
interface Asked {
  ask<Answer>(method: "GET" | "POST", path: string, request: { body?: object; signal: AbortSignal }): Promise<Answer>;
}

/** @param directory made (0700) when something is written */
export function unlockKeyFiles(directory: string) {
  const pathOf = (swarm: string): string => {
    if (/^[A-Za-z0-9]{1,64}$/.test(swarm)) return join(directory, `${swarm}${ending}`);
    throw new Fault("bad-command-line", "that is no id of a swarm", "See `docker info`: Swarm, ClusterID.");
  };
  return {
    /** @throws Fault "disk-full", "no-permission" */
    async keep(swarm: string, manager: Asked, signal: AbortSignal): Promise<string> {
      const path = pathOf(swarm);
      const { UnlockKey: key } = await manager.ask<{ UnlockKey: string }>("GET", "/swarm/unlockkey", { signal });
      if ((await readFile(path, "utf8").catch(() => "")).trim() === key) return path;
      await makeDirectory(directory, 0o700);
      await writeWhole(path, `${key}\n`, 0o600);
      return path;
    },
    async kept(): Promise<readonly string[]> {
      const names = await readdir(directory).catch(() => []);
      return names.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
    },
    /** @throws Fault "no-permission" */
    async open(swarm: string, locked: Asked, signal: AbortSignal): Promise<void> {
      const path = pathOf(swarm);
      const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
        const what = `the unlock key cannot be read from ${path}`;
        throw new Fault("no-permission", what, "Run as the user who made the swarm.", { cause });
      });
      await locked.ask("POST", "/swarm/unlock", { body: { UnlockKey: text.trim() }, signal });
    },
  };
}
