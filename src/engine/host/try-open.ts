import type { Program } from "../../model/machine.ts";
import { runProgram } from "./run-program.ts";

/** A process with the account's rights opens each in turn: what access(2) would say leaves out what a security module forbids. */
const script = 'for path; do if (: < "$path") 2>/dev/null; then echo yes; else echo no; fi; done';

/** Whether the account that the program runs as can open each path for reading. */
export async function tryOpen(
  { account }: Program,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly boolean[]> {
  const argv = ["sh", "-c", script, "try-open", ...paths];
  const { stdout } = await runProgram(argv, { withinMs: 30_000, as: account }, signal);
  signal.throwIfAborted();
  const answers = stdout.split("\n");
  return paths.map((_, i) => answers[i] === "yes");
}
