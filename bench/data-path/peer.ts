/** What people run today: mosquitto with TLS and passwords, a subscriber that writes what it gets to InfluxDB 1.x in batches. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export interface Peer {
  readonly port: number;
  readonly caFile: string;
  readonly passwordFile: string;
  readonly pids: readonly number[];
  rows(): Promise<number>;
  stop(): Promise<void>;
}

export async function startPeer(directory: string): Promise<Peer> {
  const [port, http, bind] = await Promise.all([freePort(), freePort(), freePort()]);
  certificates(directory);
  const at = (name: string) => join(directory, name);
  writeFileSync(at("password"), "peer-password-for-the-bench");
  writeFileSync(at("passwords"), "");
  execFileSync("mosquitto_passwd", ["-b", at("passwords"), "load", "peer-password-for-the-bench"]);
  // Nothing is held back: without these two, mosquitto drops QoS 1 messages that it has acknowledged.
  writeFileSync(
    at("mosquitto.conf"),
    `listener ${port} 127.0.0.1\ncertfile ${at("server.crt")}\nkeyfile ${at("server.key")}\nallow_anonymous false\npassword_file ${at("passwords")}\nmax_queued_messages 0\nmax_inflight_messages 0\nuser root\n`,
  );
  writeFileSync(
    at("influxdb.conf"),
    `reporting-disabled = true\nbind-address = "127.0.0.1:${bind}"\n[meta]\n dir = "${at("meta")}"\n[data]\n dir = "${at("data")}"\n wal-dir = "${at("wal")}"\n query-log-enabled = false\n[http]\n bind-address = "127.0.0.1:${http}"\n log-enabled = false\n`,
  );
  const influxd = spawn("influxd", ["-config", at("influxdb.conf")], { stdio: "ignore" });
  const mosquitto = spawn("mosquitto", ["-c", at("mosquitto.conf")], { stdio: "ignore" });
  await until(async () => (await fetch(`http://127.0.0.1:${http}/ping`).catch(() => undefined))?.status === 204);
  await fetch(`http://127.0.0.1:${http}/query`, {
    method: "POST",
    body: new URLSearchParams({ q: "CREATE DATABASE bench" }),
  });
  const settings = JSON.stringify({ port, http, ca: at("ca.crt"), passwordFile: at("password") });
  const program = fileURLToPath(new URL("subscriber.mjs", import.meta.url));
  const subscriber = spawn(process.execPath, [program, settings], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise<void>((resolve) => subscriber.stdout?.once("data", () => resolve()));
  const all = [mosquitto, influxd, subscriber];
  return {
    port,
    caFile: at("ca.crt"),
    passwordFile: at("password"),
    pids: all.map((child) => child.pid ?? 0),
    rows: () => rows(http),
    stop: async () => {
      for (const child of all.toReversed()) await ended(child);
    },
  };
}

async function rows(http: number): Promise<number> {
  const answer = await fetch(
    `http://127.0.0.1:${http}/query?db=bench&q=${encodeURIComponent("SELECT count(seq) FROM mqtt_consumer")}`,
  );
  const body = (await answer.json()) as { results: { series?: { values: [string, number][] }[] }[] };
  return body.results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
}

function certificates(directory: string): void {
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  openssl("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=bench CA", "-days", "2");
  openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=localhost");
  writeFileSync(join(directory, "names"), "subjectAltName=DNS:localhost,DNS:mosquitto,IP:127.0.0.1\n");
  openssl(
    "x509",
    "-req",
    "-in",
    "server.csr",
    "-CA",
    "ca.crt",
    "-CAkey",
    "ca.key",
    "-CAcreateserial",
    "-out",
    "server.crt",
    "-days",
    "2",
    "-extfile",
    "names",
  );
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}

export async function until(condition: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error("waited too long");
    await sleep(20);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await Promise.race([gone, sleep(5000).then(() => child.kill("SIGKILL"))]);
  await gone;
}
