/** What watches write down: `SWARM-STACK.json`, 0600 in a directory of this user's alone, and beside it the lock of who watches. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../model/fault.ts";
import { hold, isHeld } from "./hold.ts";
import { makeDirectory } from "./make-directory.ts";
import { writeWhole } from "./write-whole.ts";

/** @param directory absolute; made when it is first written to */
export function watchFiles<Status extends object>(directory: string) {
  const base = (swarm: string, stack: string) => join(directory, `${swarm}-${plain(stack)}`);
  return {
    async hold(swarm: string, stack: string): Promise<AsyncDisposable | undefined> {
      await makeDirectory(directory, 0o700);
      return hold(`${base(swarm, stack)}.lock`);
    },
    write: (swarm: string, stack: string, status: Status): Promise<void> =>
      writeWhole(`${base(swarm, stack)}.json`, `${JSON.stringify(status, undefined, 2)}\n`, 0o600),
    async read(stack: string): Promise<readonly { readonly status: Status; readonly lives: boolean }[]> {
      const end = `-${plain(stack)}.json`;
      const names = await readdir(directory).catch(() => []);
      // Ids of swarms have no `-` in them, names of stacks may.
      const mine = names.filter((name) => name.endsWith(end) && !name.slice(0, -end.length).includes("-"));
      return Promise.all(
        mine.map(async (name) => ({
          status: await statusIn<Status>(join(directory, name)),
          lives: await isHeld(join(directory, name.replace(/json$/, "lock"))),
        })),
      );
    },
  };
}

async function statusIn<Status>(path: string): Promise<Status> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Status;
  } catch (cause) {
    const remedy = "Remove it: a watch writes it anew.";
    throw new Fault("state-damaged", `${path} cannot be read as what a watch has written`, remedy, { cause });
  }
}

const plain = (stack: string): string => stack.replaceAll(/[^A-Za-z0-9_.-]/g, "_");
