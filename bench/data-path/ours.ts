/** The same path, ours: a compose file brought up by the command line as a person would. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort, until } from "./peer.ts";

export interface Ours {
  readonly port: number;
  readonly caFile: string;
  readonly passwordFile: string;
  /** Of the host process that all three services share. */
  corePid(): number;
  rows(): Promise<number>;
  stop(): void;
}

const main = fileURLToPath(new URL("../../dist/main.cjs", import.meta.url));

export async function startOurs(directory: string): Promise<Ours> {
  const [port, http] = await Promise.all([freePort(), freePort()]);
  const at = (name: string) => join(directory, name);
  writeFileSync(
    at("mosquitto.conf"),
    "listener 1883\nallow_anonymous true\npersistence true\npersistence_location /mosquitto/data/\n",
  );
  writeFileSync(
    at("telegraf.conf"),
    '[[inputs.mqtt_consumer]]\n  servers = ["tcp://mosquitto:1883"]\n  topics = ["bench/#"]\n  data_format = "json"\n[[outputs.influxdb]]\n  urls = ["http://influxdb:8086"]\n  database = "bench"\n',
  );
  writeFileSync(at("docker-compose.yml"), compose(port, http));
  const edgeward = (...args: string[]) =>
    execFileSync(process.execPath, [main, ...args], {
      cwd: directory,
      stdio: ["ignore", "pipe", "inherit"],
      encoding: "utf8",
    });
  edgeward("up", "-d", "--no-verify");
  const generated = (service: string, name: string) => at(join(".edgeward/generated", service, name));
  return {
    port,
    caFile: generated("load", "ca"),
    passwordFile: generated("load", "mqtt_password"),
    corePid: () =>
      (JSON.parse(readFileSync(at(".edgeward/state.json"), "utf8")) as { processes: { core: { pid: number } } })
        .processes.core.pid,
    rows: () => rows(directory, http),
    stop: () => void edgeward("down", "--volumes", "--keys"),
  };
}

/** Counted over HTTPS by the operator's own identity, as a person would. */
async function rows(directory: string, http: number): Promise<number> {
  const query = `https://localhost:${http}/query?db=bench&q=${encodeURIComponent("SELECT count(seq) FROM mqtt_consumer")}`;
  const operator = join(directory, ".edgeward/generated/operator");
  let count = -1;
  await until(() => {
    try {
      const answer = JSON.parse(
        execFileSync("curl", ["-s", "-K", "curl", query], { cwd: operator, encoding: "utf8" }),
      ) as { results: { series?: { values: [unknown, number][] }[] }[] };
      count = answer.results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
    } catch {
      // Not up again yet: asked again until the deadline.
    }
    return count >= 0;
  });
  return count;
}

function compose(port: number, http: number): string {
  return `name: bench
services:
  mosquitto:
    image: eclipse-mosquitto:2.0
    ports: ["${port}:1883"]
    volumes: ["./mosquitto.conf:/mosquitto/config/mosquitto.conf", "broker-data:/mosquitto/data"]
  influxdb:
    image: influxdb:1.8
    ports: ["${http}:8086"]
    environment: [INFLUXDB_DB=bench]
    volumes: ["database-data:/var/lib/influxdb"]
  telegraf:
    image: telegraf:1.30
    depends_on: [mosquitto, influxdb]
    volumes: ["./telegraf.conf:/etc/telegraf/telegraf.conf:ro"]
  load:
    image: example/load
    x-edgeward:
      role: device
      publish: ["bench/#"]
volumes:
  broker-data:
  database-data:
`;
}
