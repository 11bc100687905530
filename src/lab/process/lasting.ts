/** Processes that outlive the command that starts them. */
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readdir, readFile, readlink, stat } from "node:fs/promises";
import { Fault } from "../../model/fault.ts";
import { programEnvironment } from "./run.ts";

/** A process id with its start time: an id alone may be another's by now. */
export interface ProcessId {
  readonly pid: number;
  /** Clock ticks since boot, and the boot that they count from. */
  readonly startTicks: string;
  readonly bootId: string;
}

/** How to know and to end one; `wire-lab.ts` says with what. */
export interface Processes {
  identify(pid: number): Promise<ProcessId | undefined>;
  isAlive(id: ProcessId): Promise<boolean>;
  signal(id: ProcessId, name: NodeJS.Signals): Promise<void>;
  /** @returns whether it ended within that many milliseconds */
  ended(id: ProcessId, withinMs: number): Promise<boolean>;
}

const namespaceFile = (namespace: string): string => `/run/netns/${namespace}`;

/**
 * Starts a program in a network namespace, in a session of its own.
 * @param log what it prints goes there, in place of what was there
 * @returns undefined when it ended at once
 */
export async function startInside(
  namespace: string,
  command: readonly string[],
  log: string,
  processes: Processes,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessId | undefined> {
  const output = openSync(log, "w", 0o600);
  try {
    const child = spawn("nsenter", [`--net=${namespaceFile(namespace)}`, "--", ...command], {
      detached: true,
      cwd: "/",
      stdio: ["ignore", output, output],
      env: { ...programEnvironment, ...environment },
    });
    child.once("error", () => undefined);
    child.unref();
    return child.pid === undefined ? undefined : await processes.identify(child.pid);
  } finally {
    closeSync(output);
  }
}

/**
 * Processes in a lab's network that were started with all of these words: also what a killed guest leaves, and what was started right
 * before this program was killed, so that no state file knows it.
 */
async function strays(
  namespace: string,
  marks: readonly string[],
  processes: Processes,
): Promise<readonly ProcessId[]> {
  const network = await stat(namespaceFile(namespace)).catch(() => undefined);
  if (!network) return [];
  const found = (await readdir("/proc"))
    .filter((name) => /^\d+$/.test(name))
    .map(async (name) => {
      try {
        const words = (await readFile(`/proc/${name}/cmdline`, "utf8")).split("\0");
        if (!marks.every((mark) => words.includes(mark))) return [];
        const id = await processes.identify(Number(name));
        return id && (await readlink(`/proc/${name}/ns/net`)) === `net:[${network.ino}]` ? [id] : [];
      } catch {
        return [];
      }
    });
  return (await Promise.all(found)).flat();
}

/** Milliseconds; the kernel ends a killed process sooner, unless it hangs in a device. */
const endingMs = 30_000;

/** @throws Fault "not-ready" when one does not end */
export async function kill(ids: readonly ProcessId[], processes: Processes): Promise<void> {
  for (const id of ids) await processes.signal(id, "SIGKILL");
  for (const id of ids) {
    if (await processes.ended(id, endingMs)) continue;
    throw new Fault("not-ready", `process ${id.pid} of the lab does not end`, "Wait for it, then run this again.");
  }
}

/**
 * Ends all strays. One that starts another while they are listed leaves that one unseen, so it looks until there is none.
 * @throws Fault "not-ready" when one does not end
 */
export async function killStrays(namespace: string, marks: readonly string[], processes: Processes): Promise<void> {
  for (;;) {
    const left = await strays(namespace, marks, processes);
    if (left.length === 0) return;
    await kill(left, processes);
  }
}
