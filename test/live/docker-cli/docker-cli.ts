/** The docker CLI as a judge: whether it takes a stack file, and what it would have an engine do with it. No daemon is asked. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { recordEngine, type Sent } from "./recorded-engine.ts";

export interface Deployed extends Sent {
  /** What the CLI said on standard error. */
  readonly stderr: string;
}

export interface Verdict {
  readonly accepted: boolean;
  /** Warnings and errors, as the CLI words them. */
  readonly said: string;
  /** The file as the CLI reads it; undefined where it is not accepted, and from a CLI that has no `docker stack config`. */
  readonly text?: string;
}

export interface Around {
  /** What the engine says its API is. */
  readonly api?: string;
  /** Environment variables that the CLI sees, besides PATH and HOME. */
  readonly environment?: Readonly<Record<string, string>>;
}

const patienceMs = 50_000;
const outputLimit = 1 << 27;

/** @throws with the CLI's own words when it refuses the file */
export async function deployWith(file: string, name: string, around: Around = {}): Promise<Deployed> {
  const { exit, stderr, sent } = await deploy(file, name, around);
  if (exit !== 0) throw new Error(`docker stack deploy refused ${file}: ${stderr}`);
  return { ...sent, stderr };
}

/** `docker stack config`; a CLI that is too old for it deploys to an engine that only listens. */
export async function stackConfig(file: string, around: Around = {}): Promise<Verdict> {
  await using home = await scratch();
  const { stack } = await help();
  if (!/^ {2}config /m.test(stack)) {
    const { exit, stderr } = await deploy(file, "judged", around);
    return { accepted: exit === 0, said: stderr };
  }
  const { exit, stdout, stderr } = await docker(["stack", "config", "-c", file], home.path, file, around);
  return { accepted: exit === 0, said: stderr, ...(exit === 0 && { text: stdout }) };
}

/** Of the CLI, for example [28, 2]. */
export async function cliVersion(): Promise<readonly [major: number, minor: number]> {
  const { version } = await help();
  const [, major, minor] = /version (\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}

async function deploy(file: string, name: string, around: Around) {
  await using home = await scratch();
  const socket = join(home.path, "engine.sock");
  const { deploy: options } = await help();
  await using engine = await recordEngine(socket, around.api ?? "1.48");
  const detach = options.includes("--detach") ? ["--detach"] : [];
  const command = ["stack", "deploy", ...detach, "--resolve-image=never", "-c", file, name];
  const environment = { DOCKER_HOST: `unix://${socket}`, ...around.environment };
  const { exit, stderr } = await docker(command, home.path, file, { ...around, environment });
  return { exit, stderr, sent: engine.sent };
}

interface Help {
  readonly stack: string;
  readonly deploy: string;
  readonly version: string;
}

let asked: Promise<Help> | undefined;

/** What this CLI can do, asked once. */
function help(): Promise<Help> {
  asked ??= (async () => {
    await using home = await scratch();
    const say = async (...command: string[]) => (await docker(command, home.path, home.path, {})).stdout;
    return {
      stack: await say("stack", "--help"),
      deploy: await say("stack", "deploy", "--help"),
      version: await say("--version"),
    };
  })();
  return asked;
}

/** In the file's own directory, with a home and a configuration of its own: nothing of this machine's user is read or written. */
function docker(command: readonly string[], home: string, file: string, { environment }: Around) {
  const env = { PATH: process.env.PATH ?? "", HOME: home, DOCKER_CONFIG: join(home, "docker"), ...environment };
  const options = {
    env,
    cwd: dirname(file),
    timeout: patienceMs,
    maxBuffer: outputLimit,
    killSignal: "SIGKILL",
  } as const;
  return new Promise<{ exit: number; stdout: string; stderr: string }>((resolve) => {
    execFile("docker", command, options, (error, stdout, stderr) => {
      const exit = error === null ? 0 : typeof error.code === "number" ? error.code : -1;
      resolve({ exit, stdout, stderr: exit === -1 ? `${stderr}${String(error)}` : stderr });
    });
  });
}

async function scratch() {
  const path = await mkdtemp(join(tmpdir(), `edgeward-cli-${process.pid}-`));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
