/** A real mosquitto and a real influxd, both with TLS and logins, and `edgeward play` between them as a container would run it. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Authority } from "../../src/service/agent/testing/authority.ts";
import { until } from "../../src/service/agent/testing/until.ts";

const main = fileURLToPath(new URL("../../dist/main.cjs", import.meta.url));

export interface Influx extends AsyncDisposable {
  /** @returns the status, and the answer as it is */
  query(q: string, login?: string): Promise<string>;
  /** Line protocol, into `plant`. @returns the status, and the answer as it is */
  write(lines: string): Promise<string>;
  /** What it has stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** With the users `root` (administrator) and `telegraf`, each with its name and `-password`, and the database `plant`. */
export async function aSecureInflux(
  dir: string,
  authority: Authority,
  ports: readonly [number, number],
): Promise<Influx> {
  const own = join(dir, "influxdb");
  await mkdir(own);
  const tls = await authority.issue(["influxdb"]);
  await writeFile(join(own, "cert.pem"), tls.certificate);
  await writeFile(join(own, "key.pem"), tls.key, { mode: 0o600 });
  const environment = {
    INFLUXDB_REPORTING_DISABLED: "true",
    INFLUXDB_BIND_ADDRESS: `127.0.0.1:${ports[1]}`,
    INFLUXDB_META_DIR: join(own, "meta"),
    INFLUXDB_DATA_DIR: join(own, "data"),
    INFLUXDB_DATA_WAL_DIR: join(own, "wal"),
    INFLUXDB_HTTP_BIND_ADDRESS: `127.0.0.1:${ports[0]}`,
    INFLUXDB_HTTP_AUTH_ENABLED: "true",
    INFLUXDB_HTTP_HTTPS_ENABLED: "true",
    INFLUXDB_HTTP_HTTPS_CERTIFICATE: join(own, "cert.pem"),
    INFLUXDB_HTTP_HTTPS_PRIVATE_KEY: join(own, "key.pem"),
  };
  const started = () => spawn("influxd", ["-config", "/dev/null"], { stdio: "ignore", env: environment });
  let influxd = started();
  const post = (path: string, body = "", login = "root:root-password"): Promise<string> =>
    new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port: ports[0], servername: "influxdb", ca: authority.ca, auth: login };
      request({ ...options, method: "POST", path }, (response) => {
        let text = "";
        response.on("data", (part) => (text += part)).on("end", () => resolve(`${response.statusCode} ${text}`));
      })
        .once("error", reject)
        .end(body);
    });
  const query = (q: string, login?: string) => post(`/query?db=plant&q=${encodeURIComponent(q)}`, "", login);
  const answers = (q: string) =>
    until("influxd answers", () =>
      query(q)
        .then(() => true)
        .catch(() => false),
    );
  await answers(`CREATE USER root WITH PASSWORD 'root-password' WITH ALL PRIVILEGES`);
  for (const q of ["CREATE DATABASE plant", "CREATE USER telegraf WITH PASSWORD 'telegraf-password'"]) await query(q);
  await query("GRANT WRITE ON plant TO telegraf");
  const stop = async () => {
    if (influxd.exitCode !== null || influxd.signalCode !== null) return;
    influxd.kill();
    await once(influxd, "exit");
  };
  return {
    query,
    write: (lines) => post("/write?db=plant", lines),
    stop,
    async start() {
      influxd = started();
      await answers("SHOW DATABASES");
    },
    [Symbol.asyncDispose]: stop,
  };
}

export interface Player extends AsyncDisposable {
  /** What it said on its standard error. */
  said(): string;
  health(): Promise<{ readonly status: number; readonly out: string }>;
  /** By SIGTERM. @returns its exit status */
  end(): Promise<number | null>;
}

export function aPlayer(dir: string, words: readonly string[], environment: Readonly<Record<string, string>>): Player {
  const env = {
    PATH: process.env.PATH ?? "",
    EDGEWARD_HEALTH_FILE: join(dir, `${words[0]}.health`),
    ...environment,
  };
  const child: ChildProcess = spawn(process.execPath, [main, "play", ...words], {
    stdio: ["ignore", "ignore", "pipe"],
    env,
  });
  const exited = once(child, "exit");
  let said = "";
  child.stderr?.on("data", (part) => (said += part));
  const end = async () => {
    child.kill("SIGTERM");
    return (await exited)[0] as number | null;
  };
  return {
    said: () => said,
    health: () => ran(["--health"], env),
    end,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) await end();
    },
  };
}

export function ran(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ status: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, "play", ...words], { env }, (error, out, err) =>
      resolve({ status: error ? Number(error.code) : 0, out, err }),
    );
  });
}
