/** Keeps in a file (0600) for each swarm how its nodes' engines are reached. */
import { readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Fault } from "../model/fault.ts";
import type { NodeBook } from "../model/swarm-node.ts";
import { hold } from "./hold.ts";
import { makeDirectory } from "./make-directory.ts";
import { writeWhole } from "./write-whole.ts";

/** @param directory made (0700) when something is written */
export function nodeBookFile(directory: string) {
  const books = {
    /** @throws Fault "state-damaged", "no-permission" */
    async read(swarm: string): Promise<NodeBook | undefined> {
      const path = pathOf(directory, swarm);
      let text: string;
      try {
        text = await readFile(path, "utf8");
      } catch (cause) {
        if (["ENOENT", "ENOTDIR"].includes((cause as NodeJS.ErrnoException).code ?? "")) return undefined;
        throw new Fault("no-permission", `${path} cannot be read`, "Run as the user who wrote it.", { cause });
      }
      const book = parsed(text);
      if (book?.swarm === swarm) return book;
      const remedy = "Remove it, and run `edgeward node join` for each node again: it only writes this file anew.";
      throw new Fault("state-damaged", `${path} is not what Edgeward wrote`, remedy);
    },
    /** @throws Fault "disk-full", "no-permission" */
    async write(book: NodeBook): Promise<void> {
      const path = pathOf(directory, book.swarm);
      await makeDirectory(dirname(path), 0o700);
      await writeWhole(path, `${JSON.stringify({ version: 1, ...book }, undefined, 1)}\n`, 0o600);
    },
    /** Of two commands that do so at the same moment, the second waits for the first. @throws Fault as `read` and `write` do */
    async change(swarm: string, edit: (nodes: NodeBook["nodes"]) => NodeBook["nodes"]): Promise<void> {
      await makeDirectory(directory, 0o700);
      await using _mine = await taken(`${directory}.lock`);
      await books.write({ swarm, nodes: edit((await books.read(swarm))?.nodes ?? []) });
    },
    forget: (swarm: string): Promise<void> => rm(pathOf(directory, swarm), { force: true }),
  };
  return books;
}

/** Milliseconds between two tries: whoever has it writes one small file. */
const againMs = 20;

async function taken(lock: string): Promise<AsyncDisposable> {
  for (;;) {
    const held = await hold(lock);
    if (held) return held;
    await pause(againMs);
  }
}

/** An engine says what its swarm's id is: no path is made of what is none. */
function pathOf(directory: string, swarm: string): string {
  if (/^[A-Za-z0-9]{1,64}$/.test(swarm)) return join(directory, `${swarm}.json`);
  throw new Fault(
    "bad-input",
    "the engine gave an id of its swarm that is none",
    "See that a Docker Engine answers there.",
  );
}

function parsed(text: string): NodeBook | undefined {
  try {
    const { version, swarm, nodes } = JSON.parse(text) as Partial<NodeBook> & { readonly version?: unknown };
    const whole = nodes?.every((one) => [one.id, one.hostname, one.reach].every((value) => typeof value === "string"));
    return version === 1 && swarm !== undefined && nodes && whole ? { swarm, nodes } : undefined;
  } catch {
    return undefined;
  }
}
