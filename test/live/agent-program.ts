/** The agent as a program of its own: bundled, and run with the rights that the local engine gives it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { build } from "tsdown";
import type { AgentLaunch } from "../../src/model/launch.ts";
import type { EmbeddedService } from "../../src/service/service.ts";

/** @returns path of the program, in `dir` */
export async function bundleAgent(dir: string): Promise<string> {
  await build({
    config: false,
    entry: { agent: new URL("agent-process.ts", import.meta.url).pathname },
    format: "esm",
    platform: "node",
    outDir: join(dir, "program"),
    dts: false,
    clean: false,
    logLevel: "silent",
    noExternal: [/.*/],
  });
  return join(dir, "program", "agent.mjs");
}

type Said = ReturnType<EmbeddedService["health"]> & { readonly counters: Readonly<Record<string, number>> };

export interface AgentProgram extends AsyncDisposable {
  readonly pid: number;
  /** What it said last of itself. */
  readonly said: Said;
  readonly log: readonly string[];
  kill(signal: "SIGTERM" | "SIGKILL"): Promise<void>;
}

/** Rights as the launch record names them; of directories that exist by name alone, since Node 20 stops at a second pattern for one. */
export async function runAgent(program: string, launch: AgentLaunch): Promise<AgentProgram> {
  await mkdir(launch.bufferDir, { recursive: true, mode: 0o700 });
  const flag = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission";
  const rights = [
    flag,
    "--allow-child-process",
    ...(process.allowedNodeEnvironmentFlags.has("--allow-net") ? ["--allow-net"] : []),
    ...[program, ...launch.opens.read, ...launch.opens.write].map((path) => `--allow-fs-read=${path}`),
    ...launch.opens.write.map((path) => `--allow-fs-write=${path}`),
  ];
  const child: ChildProcess = spawn(process.execPath, [...rights, program, JSON.stringify(launch)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { PATH: process.env.PATH ?? "", NODE_NO_WARNINGS: "1" },
  });
  let said: Said = { health: "starting", detail: "", counters: {} };
  const log: string[] = [];
  if (child.stdout) {
    createInterface(child.stdout).on("line", (line) => {
      const words = JSON.parse(line);
      if ("health" in words) said = words;
      else log.push(line);
    });
  }
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const kill: AgentProgram["kill"] = async (signal) => {
    if (gone()) return;
    child.kill(signal);
    await once(child, "exit");
  };
  return {
    pid: child.pid ?? 0,
    get said() {
      return said;
    },
    log,
    kill,
    [Symbol.asyncDispose]: () => kill("SIGKILL"),
  };
}
