/** A lab of its own for a test, driven by the built command line and the docker CLI as a person would. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const main = join(root, "dist/main.cjs");
/** Kept between runs: making an image takes longer than the whole test. */
export const cache = join(root, "node_modules/.cache/edgeward-lab");
const labs = "/var/lib/edgeward/lab";

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export function aLab(name: string) {
  const directory = join(labs, name);
  const socket = (host: string) => join(directory, `${host}.sock`);
  return {
    directory,
    namespace: `edgeward-lab-${name}`,
    socket,
    edgeward: (command: string, ...words: string[]) =>
      ran(process.execPath, [main, "lab", command, "--name", name, ...words]),
    /** The same, still running. */
    start: (command: string, ...words: string[]): ChildProcess =>
      spawn(process.execPath, [main, "lab", command, "--name", name, ...words], { stdio: "ignore" }),
    /** @throws with what it said when it fails */
    async docker(host: string, ...words: string[]): Promise<string> {
      const { status, out, err } = await ran("docker", ["-H", `unix://${socket(host)}`, ...words]);
      if (status !== 0) throw new Error(`docker ${words.join(" ")} on ${host}: ${err}`);
      return out.trim();
    },
    /** On a host, by its shell. @throws with what it said when it fails */
    async on(host: string, command: string): Promise<string> {
      const { status, out, err } = await ran(process.execPath, [main, "lab", "ssh", "--name", name, host, command]);
      if (status !== 0) throw new Error(`${command} on ${host}: ${status} ${err}`);
      return out.trim();
    },
    /** Of a host's kernel. */
    pidOf(host: string): number {
      const state = JSON.parse(readFileSync(join(directory, "state.json"), "utf8")) as {
        readonly running: Readonly<Record<string, { readonly guest: { readonly pid: number } }>>;
      };
      return state.running[host]?.guest.pid ?? 0;
    },
    /** All that a lab leaves on a machine: processes, namespace (its bridge and taps are nowhere else), files. */
    traces(): readonly string[] {
      const listed = execFileSync("ps", ["-e", "-ww", "-o", "stat=,pid=,args="], { encoding: "utf8" });
      const processes = listed.split("\n").filter((line) => line.includes(`${directory}/`) && !line.startsWith("Z"));
      const files = [directory, join(labs, `.${name}.lock`), `/run/netns/edgeward-lab-${name}`].filter((path) =>
        existsSync(path),
      );
      const devices = execFileSync("ip", ["-br", "link"], { encoding: "utf8" });
      return [...processes, ...files, ...(devices.match(/^(br-lab|tap-\S+)/gm) ?? [])];
    },
  };
}

export function ran(program: string, words: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, words, { encoding: "utf8", maxBuffer: 1 << 26 }, (error, out, err) => {
      const status = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      resolve({ status, out, err });
    });
  });
}

/** Looks until it is so; the test's own timeout is the deadline. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await sleep(250);
}
