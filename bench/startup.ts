/**
 * From `npm start` on an installed checkout to all findings passing, and the memory of the whole stack at rest; beside the bare programs
 * (mosquitto, a subscriber, InfluxDB 1.x: no agent, no probes) until they answer. One run, in turns. Asserts that all findings pass.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { residentBytes } from "./data-path/cpu.ts";
import { freePort, startPeer } from "./data-path/peer.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const rounds = 3;
/** Until what was allocated at the start has been given back. */
const restMs = 10_000;

interface Round {
  readonly seconds: number;
  readonly megabytes: number;
}

async function ours(): Promise<Round> {
  const directory = mkdtempSync(join(tmpdir(), "edgeward-bench-"));
  // A copy, so that each round makes its keys anew, as the first start does.
  for (const part of ["package.json", "dist", "examples"])
    cpSync(join(root, part), join(directory, part), { recursive: true });
  symlinkSync(realpathSync(join(root, "node_modules")), join(directory, "node_modules"));
  const ports = {
    MQTT_PORT: `${await freePort()}`,
    INFLUXDB_PORT: `${await freePort()}`,
    GRAFANA_PORT: `${await freePort()}`,
  };
  const from = performance.now();
  const up = spawn("npm", ["start", "--silent"], {
    cwd: directory,
    env: { ...process.env, ...ports, NODE_PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise((resolve) => up.once("exit", resolve));
  let said = "";
  up.stdout?.on("data", (chunk) => (said += chunk));
  await new Promise<void>((resolve, reject) => {
    up.stderr?.on("data", (chunk) => {
      said += chunk;
      if (/Running\. Ctrl-C/.test(said)) resolve();
    });
    up.once("exit", () => reject(new Error(said)));
  });
  const seconds = (performance.now() - from) / 1000;
  if (!/\b0 fail, 0 unknown/.test(said)) throw new Error(`not all findings pass:\n${said}`);
  await sleep(restMs);
  const state = JSON.parse(readFileSync(join(directory, "examples/tig/.edgeward/state.json"), "utf8"));
  const pids: number[] = [
    state.supervisor.pid,
    ...Object.values(state.processes as Record<string, { pid: number }>).map(({ pid }) => pid),
  ];
  const megabytes = residentBytes(pids) / 1e6;
  process.kill(state.supervisor.pid, "SIGINT");
  await exited;
  rmSync(directory, { recursive: true, force: true });
  return { seconds, megabytes };
}

async function bare(): Promise<Round> {
  const directory = mkdtempSync(join(tmpdir(), "edgeward-bench-"));
  const from = performance.now();
  const peer = await startPeer(directory);
  const seconds = (performance.now() - from) / 1000;
  await sleep(restMs);
  const megabytes = residentBytes(peer.pids) / 1e6;
  await peer.stop();
  rmSync(directory, { recursive: true, force: true });
  return { seconds, megabytes };
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const results: Record<"ours" | "bare", Round[]> = { ours: [], bare: [] };
for (let i = 0; i < rounds; i++) {
  results.bare.push(await bare());
  results.ours.push(await ours());
}
console.log("| | until ready, s | memory at rest (PSS), MB |");
console.log("|---|---|---|");
const row = (name: string, all: readonly Round[]) =>
  console.log(
    `| ${name} | ${median(all.map((one) => one.seconds)).toFixed(1)} | ${median(all.map((one) => one.megabytes)).toFixed(0)} |`,
  );
row("bare mosquitto, subscriber, InfluxDB 1.x (no agent, nothing probed)", results.bare);
row("`npm start`: Edgeward with agent and supervisor, keys made, all findings passing", results.ours);
