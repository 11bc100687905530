/** One process at a time watches over a stack. Whoever comes later takes over; the services do not notice. */
import { spawn } from "node:child_process";
import { mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../../model/fault.ts";
import { type Layout, logFile } from "../../model/layout.ts";
import { ended, identify, isAlive, type ProcessId, signal as send } from "./processes.ts";
import { readState, writeState } from "./state.ts";

export interface SupervisionOptions {
  readonly layout: Layout;
  /** The command line's own program, for the one that watches in the background. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Asks a supervisor to leave: SIGTERM and SIGINT end the services too, SIGHUP comes when a terminal closes. */
export const handOver: NodeJS.Signals = "SIGUSR2";
const patienceMs = 10_000;
const name = "supervisor";

export function localSupervision({ layout, program, environment }: SupervisionOptions) {
  const watching = async (): Promise<ProcessId | undefined> => {
    const { supervisor } = await readState(layout);
    return supervisor && (await isAlive(supervisor)) ? supervisor : undefined;
  };

  async function dismiss(): Promise<void> {
    const before = await watching();
    if (!before || before.pid === process.pid) return;
    await send(before, handOver);
    if (await ended(before, patienceMs)) return;
    await send(before, "SIGKILL");
    await ended(before, patienceMs);
  }

  return {
    dismiss,
    async claim(): Promise<void> {
      await dismiss();
      const self = await identify(process.pid);
      if (self) await writeState(layout, { ...(await readState(layout)), supervisor: self });
    },
    async release(): Promise<void> {
      const { supervisor, ...rest } = await readState(layout);
      if (supervisor?.pid === process.pid) await writeState(layout, rest);
    },
    async current(): Promise<number | undefined> {
      return (await watching())?.pid;
    },
    async detach(commandLine: readonly string[], signal: AbortSignal): Promise<void> {
      const path = logFile(layout, name);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await using log = await open(path, "a", 0o600);
      const child = spawn(process.execPath, [program, ...commandLine], {
        detached: true,
        stdio: ["ignore", log.fd, log.fd],
        env: environment,
      });
      child.unref();
      const deadline = performance.now() + patienceMs;
      while ((await watching())?.pid !== child.pid || child.pid === undefined) {
        if (child.exitCode !== null || performance.now() > deadline) {
          child.kill("SIGKILL");
          throw new Fault("start-failed", "the process that watches over the stack did not start", `Look at ${path}.`);
        }
        await sleep(10, undefined, { signal });
      }
    },
  };
}
