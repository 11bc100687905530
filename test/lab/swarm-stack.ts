/** A project in a directory of its own, brought up on a lab's swarm by the built command line. */
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { aLab, Ran } from "./a-lab.ts";

const main = fileURLToPath(new URL("../../dist/main.cjs", import.meta.url));

type Lab = ReturnType<typeof aLab>;

export interface SwarmStack {
  readonly directory: string;
  write(files: Readonly<Record<string, string>>): void;
  edgeward(command: string, ...words: string[]): Promise<Ran>;
  /** The same, still running; what it says of errors is in a pipe. */
  start(command: string, ...words: string[]): ChildProcess;
  remove(): void;
}

/**
 * Of two hosts, which this makes a swarm, with the worker's engine written down as `node join` does.
 * @param worker address of the worker's engine, where it is to be another than its own
 */
export async function aSwarmStack(
  lab: Lab,
  image: string,
  worker = `unix://${lab.socket("worker-1")}`,
): Promise<SwarmStack> {
  const scratch = mkdtempSync(join(tmpdir(), "edgeward-up-"));
  const directory = join(scratch, "project");
  mkdirSync(directory);
  await swarmOf(lab);
  const box = boxIn(scratch);
  for (const host of ["manager", "worker-1"]) await lab.docker(host, "import", box, image);
  await writeBook(lab, scratch, worker);
  // The lab's hosts are known to this ssh alone.
  const ssh = `#!/bin/sh\nexec /usr/bin/ssh -F ${lab.directory}/ssh_config "$@"\n`;
  writeFileSync(join(scratch, "ssh"), ssh, { mode: 0o755 });
  const env = {
    ...process.env,
    PATH: `${scratch}:${process.env.PATH}`,
    NO_COLOR: "1",
    XDG_STATE_HOME: scratch,
    DOCKER_HOST: `unix://${lab.socket("manager")}`,
  };
  const words = (command: string, more: readonly string[]) => [main, command, "--engine", "swarm", ...more];
  return {
    directory,
    write(files) {
      for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    },
    edgeward: (command, ...more) =>
      new Promise((resolve) => {
        execFile(process.execPath, words(command, more), { cwd: directory, env }, (error, out, err) => {
          resolve({ status: error ? (typeof error.code === "number" ? error.code : 1) : 0, out, err });
        });
      }),
    start: (command, ...more) =>
      spawn(process.execPath, words(command, more), { cwd: directory, env, stdio: ["ignore", "ignore", "pipe"] }),
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

async function swarmOf(lab: Lab): Promise<void> {
  await lab.docker("manager", "swarm", "init", "--advertise-addr", "10.77.0.11");
  const token = await lab.docker("manager", "swarm", "join-token", "-q", "worker");
  await lab.docker("worker-1", "swarm", "join", "--token", token, "10.77.0.11:2377");
}

async function writeBook(lab: Lab, state: string, reach: string): Promise<void> {
  const id = await lab.docker("manager", "info", "--format", "{{.Swarm.Cluster.ID}}");
  const node = await lab.docker("worker-1", "info", "--format", "{{.Swarm.NodeID}}");
  const nodes = [{ id: node, hostname: "worker-1", reach }];
  mkdirSync(join(state, "edgeward/swarms"), { recursive: true, mode: 0o700 });
  writeFileSync(join(state, "edgeward/swarms", `${id}.json`), JSON.stringify({ version: 1, swarm: id, nodes }));
}

/** An image of one static program, as a tar file. */
export function boxIn(scratch: string): string {
  const root = join(scratch, "box");
  mkdirSync(join(root, "bin"), { recursive: true });
  cpSync("/bin/busybox", join(root, "bin/busybox"));
  for (const name of ["sh", "sleep", "cat", "true", "false", "echo"]) symlinkSync("busybox", join(root, "bin", name));
  const archive = join(scratch, "box.tar");
  execFileSync("tar", ["-cf", archive, "-C", root, "."]);
  return archive;
}
