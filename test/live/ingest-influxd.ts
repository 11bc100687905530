/** A real influxd on a loopback port, as the judge of what a line of line protocol means. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { FieldValue, Point } from "../../src/service/point.ts";

export interface Judge extends AsyncDisposable {
  /** Writes a text to an empty database, and reads back what is in it, by series; nothing when it was refused. */
  read(text: string): Promise<readonly Point[]>;
}

export async function anInfluxd(): Promise<Judge> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-influxd-"));
  const [port, rpcPort] = await Promise.all([freePort(), freePort()]);
  const config = join(directory, "influxdb.conf");
  await writeFile(config, configuration(directory, port, rpcPort));
  const influxd = spawn("/usr/bin/influxd", ["-config", config], { stdio: "ignore" });
  const ended = once(influxd, "exit");
  const deadline = AbortSignal.timeout(30_000);
  for (;;) {
    const answer = await ask(port, "GET", "/ping").catch(() => undefined);
    if (answer) break;
    if (influxd.exitCode !== null) throw new Error(`influxd ended with ${influxd.exitCode}`);
    await pause(50, undefined, { signal: deadline });
  }
  let count = 0;
  return {
    async read(text) {
      const database = `d${count++}`;
      await query(port, database, `CREATE DATABASE ${database}`);
      const written = await ask(port, "POST", `/write?db=${database}&precision=ns`, text);
      const points = written.status === 204 ? await pointsOf(port, database) : [];
      await query(port, database, `DROP DATABASE ${database}`);
      return points;
    },
    async [Symbol.asyncDispose]() {
      influxd.kill();
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

interface Series {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly unknown[])[];
}

async function pointsOf(port: number, database: string): Promise<readonly Point[]> {
  const [rows, keys] = await query(port, database, "SELECT * FROM /.*/ GROUP BY *; SHOW FIELD KEYS");
  const types = new Map(
    (keys ?? []).flatMap(({ name, values }) =>
      values.map(([key, type]) => [JSON.stringify([name, key]), type] as const),
    ),
  );
  return (rows ?? []).flatMap(({ name, tags, columns, values }) =>
    values.map((row): Point => {
      const cells = columns.map((column, i) => [column, row[i]] as const);
      return {
        measurement: name,
        tags: Object.entries(tags ?? {}).filter(([, value]) => value !== ""),
        fields: cells
          .filter(([column, cell]) => column !== "time" && cell !== null)
          .map(([column, cell]) => [column, fieldValue(cell, types.get(JSON.stringify([name, column])))] as const),
        timeNs: BigInt(String(cells.find(([column]) => column === "time")?.[1]).slice(1)),
      };
    }),
  );
}

function fieldValue(cell: unknown, type: unknown): FieldValue {
  if (typeof cell === "boolean") return cell;
  const text = String(cell);
  if (type === "string") return text;
  return type === "integer" ? BigInt(text.slice(1)) : Number(text.slice(1));
}

/** Numbers come as strings behind a `#`: JSON.parse would round 64-bit integers. */
async function query(port: number, database: string, q: string): Promise<readonly (readonly Series[] | undefined)[]> {
  const { body } = await ask(port, "POST", `/query?db=${database}&epoch=ns&q=${encodeURIComponent(q)}`);
  const text = body.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
    token.startsWith('"') ? token : `"#${token}"`,
  );
  const { results } = JSON.parse(text) as { results: readonly { series?: readonly Series[] }[] };
  return results.map(({ series }) => series);
}

function ask(port: number, method: string, path: string, body = ""): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    // influxd repeats a bad line in a response header, control characters and all.
    const options = { host: "127.0.0.1", port, method, path, insecureHTTPParser: true };
    const request = http.request(options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        text += part;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on("error", reject);
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no TCP address");
  return address.port;
}

function configuration(directory: string, port: number, rpcPort: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${directory}/meta"
[data]
  dir = "${directory}/data"
  wal-dir = "${directory}/wal"
  query-log-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
[monitor]
  store-enabled = false
`;
}
