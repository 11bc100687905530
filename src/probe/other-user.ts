import { type ChildProcess, spawn } from "node:child_process";
import { reasonOf } from "./words.ts";

/** Somebody else on this machine, who tries to open files. */
export interface OtherUser {
  /** For people: `uid 65534`. */
  readonly name: string;
  /**
   * @returns which of the paths it could open for reading (a directory: list), by index, and the first line of `readable`
   * @throws when it cannot be asked at all
   */
  tryOpen(paths: readonly string[], readable: string, signal: AbortSignal): Promise<Attempt>;
}

export interface Attempt {
  readonly opened: readonly number[];
  readonly firstLine: string;
}

/**
 * Opens each path for reading with the shell's own hands: no program is started per path, and a directory opens like a file. The
 * first argument is the file that it must be able to read.
 */
const script = `
IFS= read -r line < "$1" && printf 'line %s\\n' "$line"
shift
i=0
for path; do
  if true < "$path"; then printf 'opened %s\\n' "$i"; fi
  i=$((i + 1))
done
printf 'done\\n'
`;

/** Uids that nobody logs in with: `nobody` on every Linux, and one below for the case that the stack itself runs as nobody. */
const nobodies = [65_534, 65_533];

/** @param owner uid that must not be used */
export function otherThan(owner: number): OtherUser {
  const uid = nobodies.find((one) => one !== owner) ?? 65_534;
  const isRoot = process.getuid?.() === 0;
  const start = (args: readonly string[]): ChildProcess =>
    isRoot
      ? // libuv drops the supplementary groups of root when it is told to set uid and gid.
        spawn("/bin/sh", ["-c", script, "sh", ...args], {
          uid,
          gid: uid,
          cwd: "/",
          env: {},
          stdio: ["ignore", "pipe", "ignore"],
        })
      : spawn("sudo", ["-n", "-u", `#${uid}`, "/bin/sh", "-c", script, "sh", ...args], {
          cwd: "/",
          stdio: ["ignore", "pipe", "ignore"],
        });
  return {
    name: `uid ${uid}`,
    tryOpen: async (paths, readable, signal) => parse(await outputOf(start([readable, ...paths]), signal)),
  };
}

/** Pure. @throws when the script did not come to its end */
export function parse(output: string): Attempt {
  const lines = output.split("\n");
  if (!lines.includes("done")) throw new Error("the other user's shell did not come to its end");
  const opened = lines.flatMap((line) => (/^opened \d+$/.test(line) ? [Number(line.slice(7))] : []));
  const first = lines[0]?.startsWith("line ") ? lines[0].slice(5) : "";
  return { opened, firstLine: first };
}

function outputOf(child: ChildProcess, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const onAbort = () => {
      child.kill("SIGKILL");
      reject(signal.reason);
    };
    if (signal.aborted) return onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
    child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", (error) => reject(new Error(`could not become another user: ${reasonOf(error)}`)));
    child.once("close", () => {
      signal.removeEventListener("abort", onAbort);
      resolve(Buffer.concat(chunks).toString());
    });
  });
}
