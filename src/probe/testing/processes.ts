import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TestProcess extends AsyncDisposable {
  readonly pid: number;
  /** What it has printed so far. */
  printed(): string;
  /** Writes to its standard input. */
  say(line: string): void;
  hasEnded(): boolean;
}

/** A program that runs until the test ends. `args` and `env` are what others can see of it. */
export async function aProcess(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  errors: "inherit" | "ignore" = "inherit",
): Promise<TestProcess> {
  const child: ChildProcess = spawn(program, args, { env: { ...env }, stdio: ["pipe", "pipe", errors] });
  const ended = once(child, "exit");
  let text = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await once(child, "spawn");
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  return {
    pid: child.pid ?? 0,
    hasEnded,
    printed: () => text,
    say: (line) => child.stdin?.write(line),
    async [Symbol.asyncDispose]() {
      if (!hasEnded()) child.kill("SIGKILL");
      await ended;
    },
  };
}

/** The pid of a process that has ended. */
export async function aDeadPid(): Promise<number> {
  const child = await aProcess("/bin/cat", []);
  await child[Symbol.asyncDispose]();
  return child.pid;
}

/** @throws when it does not hold in time: tests wait for a condition, never for a time */
export async function until(holds: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface TestDirectory extends AsyncDisposable {
  readonly path: string;
}

/** A directory of mode 0700 that is gone after the test. */
export async function aDirectory(): Promise<TestDirectory> {
  const path = await mkdtemp(join(tmpdir(), "edgeward-test-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
