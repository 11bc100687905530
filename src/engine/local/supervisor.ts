/** One process at a time watches over a stack. Whoever comes later takes over; the services do not notice. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { hold } from "../../disk/hold.ts";
import { writeWhole } from "../../disk/write-whole.ts";
import { Fault } from "../../model/fault.ts";
import { type Layout, logFile } from "../../model/layout.ts";
import { handOver } from "./hand-over.ts";
import { ended, identify, isAlive, type ProcessId, signal as send } from "./processes.ts";
import { readState, writeState } from "./state.ts";

export interface SupervisionOptions {
  readonly layout: Layout;
  /** The command line's own program, for the one that watches in the background. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const patienceMs = 10_000;
/** How long a command waits for another that changes the same stack, in milliseconds. */
const lockMs = 60_000;
const name = "supervisor";
export const lockFile = "lock";
export const ignoreFile = ".gitignore";

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

  async function claim(): Promise<void> {
    await dismiss();
    const self = await identify(process.pid);
    const { next: _done, ...state } = await readState(layout);
    if (self) await writeState(layout, { ...state, supervisor: self });
  }

  return {
    dismiss,
    claim,
    async lock(signal: AbortSignal): Promise<AsyncDisposable> {
      await mkdir(layout.root, { recursive: true, mode: 0o700 });
      // Keys beside a compose file must not be committed with it.
      const ignore = join(layout.root, ignoreFile);
      if (!existsSync(ignore)) await writeWhole(ignore, "*\n", 0o600);
      const deadline = performance.now() + lockMs;
      for (;;) {
        const held = await hold(join(layout.root, lockFile));
        if (held) return held;
        if (performance.now() > deadline) {
          throw new Fault(
            "not-ready",
            "another `edgeward` is changing this stack",
            "Wait until it is done, or end it; then run the command again.",
          );
        }
        await sleep(50, undefined, { signal });
      }
    },
    async claimIfNext(): Promise<boolean> {
      const deadline = performance.now() + patienceMs;
      while ((await readState(layout)).next !== process.pid) {
        // Whoever started us is gone, or has thought better of it.
        if (performance.now() > deadline) return false;
        await sleep(20);
      }
      await claim();
      return true;
    },
    async isOurs(): Promise<boolean> {
      return (await readState(layout)).supervisor?.pid === process.pid;
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
      // Behind `--`, Node takes no option of ours for its own.
      const child = spawn(process.execPath, ["--", program, ...commandLine], {
        detached: true,
        stdio: ["ignore", log.fd, log.fd],
        env: environment,
      });
      const exited = once(child, "exit");
      child.unref();
      try {
        // It may watch only once it is written here: what an interrupted start leaves behind goes away by itself.
        if (child.pid !== undefined) await writeState(layout, { ...(await readState(layout)), next: child.pid });
        const deadline = performance.now() + patienceMs;
        while (child.pid === undefined || (await watching())?.pid !== child.pid) {
          if (child.exitCode !== null || performance.now() > deadline) {
            throw new Fault(
              "start-failed",
              "the process that watches over the stack did not start",
              `Look at ${path}.`,
            );
          }
          await sleep(10, undefined, { signal });
        }
      } catch (error) {
        child.kill("SIGKILL");
        if (child.pid !== undefined && child.exitCode === null) await exited;
        throw error;
      }
    },
  };
}
