/**
 * Runs programs of others: bounded in time and output, with a clean environment, never through a shell.
 * Invariants: no secret is an argument; what does not end in time is ended, with whatever it started in its own process group.
 */
import { spawn } from "node:child_process";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Account } from "../../model/machine.ts";

export interface Said {
  /** undefined: it was ended, or could not be started. */
  readonly status: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunHow {
  /** Milliseconds. */
  readonly withinMs: number;
  /** Whose rights it runs with, where we have the right to choose. */
  readonly as?: Account;
  readonly environment?: Readonly<Record<string, string>>;
  /** It may leave a daemon behind that keeps its outputs: they are then a file, which nobody's end breaks. */
  readonly leavesDaemon?: boolean;
}

/** What an administrator's program finds in its environment; nothing of ours is in it. */
export const cleanEnvironment: Readonly<Record<string, string>> = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LANG: "C.UTF-8",
};

/** Of each output, in bytes; the rest is read and forgotten. */
const limitBytes = 256 * 1024;

export async function runProgram(argv: readonly string[], how: RunHow, signal: AbortSignal): Promise<Said> {
  return how.leavesDaemon ? intoFiles(argv, how, signal) : intoPipes(argv, how, signal);
}

/** The words that run a program with an account's rights, its further groups too. @see setpriv(1) */
export function asAccount(argv: readonly string[], account: Account | undefined): readonly string[] {
  if (!account || process.getuid?.() !== 0 || account.uid === 0) return argv;
  const groups = /^\d+$/.test(account.user) ? "--clear-groups" : "--init-groups";
  return ["setpriv", `--reuid=${account.uid}`, `--regid=${account.gid}`, groups, "--", ...argv];
}

async function intoPipes(argv: readonly string[], how: RunHow, signal: AbortSignal): Promise<Said> {
  const out = new Bounded();
  const err = new Bounded();
  const child = begin(argv, how, ["ignore", "pipe", "pipe"]);
  child.stdout?.on("data", (chunk: Buffer) => out.add(chunk));
  child.stderr?.on("data", (chunk: Buffer) => err.add(chunk));
  const status = await ending(child, how.withinMs, "close", signal);
  return { status, stdout: out.text, stderr: err.text };
}

async function intoFiles(argv: readonly string[], how: RunHow, signal: AbortSignal): Promise<Said> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-"));
  try {
    await using out = await open(join(directory, "out"), "ax+", 0o600);
    await using err = await open(join(directory, "err"), "ax+", 0o600);
    const child = begin(argv, how, ["ignore", out.fd, err.fd]);
    const status = await ending(child, how.withinMs, "exit", signal);
    const [stdout, stderr] = await Promise.all(
      [out, err].map(async (file) => {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(limitBytes), 0, limitBytes, 0);
        return buffer.toString("utf8", 0, bytesRead);
      }),
    );
    return { status, stdout: stdout ?? "", stderr: stderr ?? "" };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

type Outputs = ["ignore", "pipe" | number, "pipe" | number];

function begin(argv: readonly string[], { as, environment }: RunHow, stdio: Outputs) {
  const [program = "", ...words] = asAccount(argv, as);
  return spawn(program, words, { stdio, cwd: "/", detached: true, env: { ...cleanEnvironment, ...environment } });
}

function ending(
  child: ReturnType<typeof begin>,
  withinMs: number,
  event: "close" | "exit",
  signal: AbortSignal,
): Promise<number | undefined> {
  return new Promise((resolve) => {
    const end = () => {
      // A group of its own, so this ends nobody else.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(end, withinMs);
    signal.addEventListener("abort", end, { once: true });
    if (signal.aborted) end();
    const done = (status: number | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve(status);
    };
    child.once("error", () => done(undefined));
    child.once(event, (code: number | null) => done(code ?? undefined));
  });
}

class Bounded {
  #chunks: Buffer[] = [];
  #length = 0;

  add(chunk: Buffer): void {
    const room = limitBytes - this.#length;
    if (room <= 0) return;
    this.#chunks.push(chunk.subarray(0, room));
    this.#length += Math.min(room, chunk.length);
  }

  get text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}
