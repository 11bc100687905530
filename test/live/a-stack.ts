/** The demo stack in a directory of its own, on ports of its own, driven by the built command line as a person would. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const main = join(root, "dist/main.cjs");

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

export interface AStack extends AsyncDisposable {
  readonly directory: string;
  readonly ports: { readonly mqtt: number; readonly influxdb: number; readonly grafana: number };
  readonly environment: Readonly<Record<string, string>>;
  edgeward(...args: string[]): Promise<Ran>;
  /** The same, still running. */
  start(...args: string[]): ChildProcess;
  /** Host processes by name. */
  pids(): Promise<Readonly<Record<string, number>>>;
  supervisor(): Promise<number | undefined>;
  /** A file that was generated for a service. */
  generated(service: string, name: string): string;
  /** A query by the operator's own identity, with curl. */
  query(q: string): Promise<{
    series: readonly { name: string; columns: readonly string[]; values: readonly (readonly unknown[])[] }[];
  }>;
}

export async function aStack(): Promise<AStack> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-live-"));
  await cp(join(root, "examples/tig"), directory, { recursive: true, filter: (path) => !path.includes(".edgeward") });
  const [mqtt, influxdb, grafana] = await Promise.all([freePort(), freePort(), freePort()]);
  const environment = {
    PATH: process.env.PATH ?? "",
    MQTT_PORT: `${mqtt}`,
    INFLUXDB_PORT: `${influxdb}`,
    GRAFANA_PORT: `${grafana}`,
  };
  const state = async () =>
    JSON.parse(await readFile(join(directory, ".edgeward/state.json"), "utf8").catch(() => '{"processes":{}}'));
  const stack: AStack = {
    directory,
    ports: { mqtt, influxdb, grafana },
    environment,
    edgeward: (...args) => ran(process.execPath, [main, ...args], directory, environment),
    start: (...args) =>
      spawn(process.execPath, [main, ...args], { cwd: directory, env: environment, stdio: ["ignore", "pipe", "pipe"] }),
    async pids() {
      const { processes } = await state();
      return Object.fromEntries(
        Object.entries(processes as Record<string, { pid: number }>).map(([name, id]) => [name, id.pid]),
      );
    },
    supervisor: async () => (await state()).supervisor?.pid,
    generated: (service, name) => join(directory, ".edgeward/generated", service, name),
    async query(q) {
      const url = `https://localhost:${influxdb}/query?db=telegraf&q=${encodeURIComponent(q)}`;
      const { out } = await ran(
        "curl",
        ["-sS", "-K", "curl", url],
        join(directory, ".edgeward/generated/operator"),
        environment,
      );
      const { results } = JSON.parse(out);
      return { series: results[0].series ?? [] };
    },
    async [Symbol.asyncDispose]() {
      await stack.edgeward("down", "--volumes", "--keys");
      await rm(directory, { recursive: true, force: true });
    },
  };
  return stack;
}

export function ran(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(program, [...args], { cwd, env, maxBuffer: 64 << 20 }, (error, out, err) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 255;
      resolve({ status, out, err });
    });
  });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

/** Waits for a condition, and says what it waited for when it does not come. */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) throw new Error(`waited ${withinMs} ms for ${what}`);
    await sleep(25);
  }
}
