import { spawn } from "node:child_process";

export interface Ended {
  /** Exit status; 128 and the signal's number would be a shell's way, here a signal counts as -1. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; text in, texts out. */
export function ended(
  program: string,
  argv: readonly string[],
  stdin: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { stdio: ["pipe", "pipe", "pipe"], env });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => {}); // it may end before it has read all
    child.stdin.end(stdin);
    child.once("error", reject);
    // A daemon that it leaves behind may hold the pipes for ever: what it said until it ended is all that counts.
    child.once("exit", (code) => {
      setImmediate(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        const text = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString();
        resolve({ status: code ?? -1, stdout: text(out), stderr: text(err) });
      });
    });
  });
}
