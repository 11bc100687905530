/** Programs of this machine, run to their end. */
import { spawn } from "node:child_process";
import { Fault } from "../../model/fault.ts";

/** Where Debian keeps them; not the person's PATH, which may lack those of the administrator. */
export const programPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
export const programEnvironment = { PATH: programPath, HOME: "/root", LC_ALL: "C" };

/** Characters; the end of what a program said is enough to tell why it failed. */
const keptOutput = 1 << 20;

/**
 * @param name what to call it, where another program starts it
 * @returns what it printed
 * @throws Fault "start-failed" with its last words, or "interrupted"
 */
export async function run(
  program: string,
  words: readonly string[],
  signal: AbortSignal,
  name = program,
): Promise<string> {
  signal.throwIfAborted();
  const child = spawn(program, words, {
    stdio: ["ignore", "pipe", "pipe"],
    env: programEnvironment,
    signal,
    // Some of them pass over a milder one.
    killSignal: "SIGKILL",
  });
  let out = "";
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out = (out + text).slice(-keptOutput);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-keptOutput);
  });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((cause: Error) => {
    signal.throwIfAborted();
    throw new Fault("start-failed", `${name} cannot be run: ${cause.message}`, "See that it is installed.", {
      cause,
    });
  });
  if (status === 0) return out;
  signal.throwIfAborted();
  const last = `${out}\n${said}`.trim().split("\n").slice(-3).join("; ") || `it ended with ${status}`;
  throw new Fault("start-failed", `${name}: ${last}`, "Mend what it names, and run this again.");
}
