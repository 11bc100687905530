/** The statements that make an InfluxDB's first users, run by a real one as its image runs them. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "vitest";
import { harden } from "../../src/harden/harden.ts";
import { firstUsersFile } from "../../src/harden/influx-files.ts";
import { aTig } from "../../src/harden/testing/tig.ts";
import { fileKeys } from "../../src/keys/file-keys.ts";
import { generatedFile } from "../../src/model/layout.ts";
import { secretRef } from "../../src/model/secret.ts";

interface Influx extends AsyncDisposable {
  /** @returns the status of the answer, and what went wrong in it */
  query(q: string, login?: string): Promise<string>;
  write(line: string, login?: string): Promise<string>;
}

async function anInflux(): Promise<Influx> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-first-users-"));
  const [port, rpc] = [await freePort(), await freePort()];
  const config = join(directory, "influxdb.conf");
  const paths = `[meta]\ndir = "${directory}/meta"\n[data]\ndir = "${directory}/data"\nwal-dir = "${directory}/wal"\n`;
  const http = `[http]\nbind-address = "127.0.0.1:${port}"\nauth-enabled = true\nlog-enabled = false\n`;
  await writeFile(config, `reporting-disabled = true\nbind-address = "127.0.0.1:${rpc}"\n${paths}${http}`);
  const influxd = spawn("influxd", ["-config", config], { stdio: "ignore" });
  const base = `http://127.0.0.1:${port}`;
  const deadline = AbortSignal.timeout(30_000);
  while (!(await fetch(`${base}/ping`).catch(() => undefined))) await pause(50, undefined, { signal: deadline });
  const ask = async (path: string, body: string, login: string | undefined) => {
    const authorization =
      login === undefined ? {} : { authorization: `Basic ${Buffer.from(login).toString("base64")}` };
    const type = { "content-type": "application/x-www-form-urlencoded" };
    const answer = await fetch(`${base}${path}`, { method: "POST", body, headers: { ...type, ...authorization } });
    const [, error = "ok"] = /"error":"([^"]*)/.exec(await answer.text()) ?? [];
    return `${answer.status} ${error}`;
  };
  return {
    query: (q, login) => ask("/query?db=telegraf", `q=${encodeURIComponent(q)}`, login),
    write: (line, login) => ask("/write?db=telegraf", line, login),
    async [Symbol.asyncDispose]() {
      influxd.kill();
      await once(influxd, "exit");
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

test("after them nobody makes an administrator, and each user may do its own work only", async () => {
  const root = await mkdtemp(join(tmpdir(), "edgeward-first-users-"));
  const layout = { root, run: root };
  const { secrets, generated } = harden(aTig());
  const keys = fileKeys({ layout, stackName: "test", now: Date.now });
  await keys.ensure(secrets);
  await keys.fill(generated, "owner");
  const statements = await readFile(generatedFile(layout, "influxdb", firstUsersFile), "utf8");
  const password = (user: string) => keys.password(secretRef(`${user}@influxdb`));
  await using influx = await anInflux();
  // What the image does first, on its own loopback: an administrator with a random password, which it prints.
  assert.match(await influx.query(`CREATE USER "admin" WITH PASSWORD 'printed' WITH ALL PRIVILEGES`), /^200 ok/);
  assert.match(await influx.query(statements, "admin:printed"), /^200 ok/);

  assert.match(await influx.query("SHOW DATABASES", "admin:printed"), /^401/, "the printed password is worth nothing");
  assert.match(await influx.query(`CREATE USER "x" WITH PASSWORD 'x' WITH ALL PRIVILEGES`), /^401/);
  const telegraf = `telegraf:${await password("telegraf")}`;
  const grafana = `grafana:${await password("grafana")}`;
  assert.match(await influx.write("cpu value=1", telegraf), /^204/);
  assert.match(await influx.query("DROP DATABASE telegraf", telegraf), /^403/);
  assert.match(await influx.query("SELECT * FROM cpu", grafana), /^200 ok/);
  assert.match(await influx.write("cpu value=2", grafana), /^403/);
  assert.match(await influx.query("SELECT * FROM cpu"), /^401/);
  await rm(root, { recursive: true, force: true });
});
