/**
 * A command that is kept running: started without a shell, in a process group of its own, so that whatever it starts ends with it.
 * Invariants: never two at a time; never a restart without waiting; nobody of the group is left when `dispose` resolves.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { backoffMs, type Pace, waitFor } from "../../pace.ts";

export interface CommandOptions {
  /** Program and arguments. */
  readonly argv: readonly string[];
  readonly pace: Pick<Pace, "restart" | "stableMs" | "partingMs">;
  /** In [0, 1). */
  readonly random: () => number;
  readonly onOutput: (chunk: Buffer) => void;
  /** It ended, or could not be started: what, for people, and in how many milliseconds it is tried again. */
  readonly onEnd: (what: string, waitMs: number) => void;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** What is kept of the command's error output, in characters. */
const complaintLimit = 300;

export class Command implements AsyncDisposable {
  readonly #options: CommandOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #starts = 0;

  constructor(options: CommandOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  get starts(): number {
    return this.#starts;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { pace, random, onEnd } = this.#options;
    const { signal } = this.#stop;
    for (let failures = 1; !signal.aborted; failures++) {
      const sinceMs = performance.now();
      const what = await this.#once();
      if (signal.aborted) return;
      if (performance.now() - sinceMs >= pace.stableMs) failures = 1;
      const waitMs = backoffMs(failures, pace.restart, random());
      onEnd(what, waitMs);
      await waitFor(waitMs, signal);
    }
  }

  /** @returns how it ended, once it, its group and its output have */
  async #once(): Promise<string> {
    const { argv, onOutput } = this.#options;
    const [program = "", ...args] = argv;
    this.#starts++;
    let child: Child;
    try {
      // Numbers with a decimal point, whatever the machine's language is.
      child = spawn(program, args, {
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, LC_ALL: "C" },
      });
    } catch (error) {
      return `${program} cannot be started: ${error instanceof Error ? error.message : error}`;
    }
    let complaint = "";
    child.stdout.on("data", onOutput);
    child.stderr.on("data", (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-complaintLimit)));
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const ended = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(`${program} cannot be started: ${error.message}`));
      child.once("exit", (status, signal) => resolve(`${program} ended with ${signal ?? `status ${status}`}`));
    });
    const onStop = () => this.#end(child);
    this.#stop.signal.addEventListener("abort", onStop, { once: true });
    if (this.#stop.signal.aborted) onStop();
    const what = await ended;
    this.#stop.signal.removeEventListener("abort", onStop);
    // What it left behind goes too; and its last lines are read before it counts as ended.
    this.#end(child);
    if (child.pid !== undefined) await closed;
    const said = complaint.trim().split("\n").at(-1);
    return said ? `${what}: ${said}` : what;
  }

  /** Ends the group: gently, and by force once it had its time. */
  #end(child: Child): void {
    // Once its output is closed and it has ended, its number may be another's.
    if (child.pid === undefined || (child.stdout.closed && child.stderr.closed && hasEnded(child))) return;
    signalGroup(child, "SIGTERM");
    const force = setTimeout(() => {
      signalGroup(child, "SIGKILL");
      // Whoever left the group and still holds the pipe is not waited for.
      child.stdout.destroy();
      child.stderr.destroy();
    }, this.#options.pace.partingMs);
    child.once("close", () => clearTimeout(force));
  }
}

const hasEnded = (child: Child): boolean => child.exitCode !== null || child.signalCode !== null;

function signalGroup(child: Child, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // Nobody of the group is there any more.
  }
}
