/**
 * Ten thousand identities on the demo stack, through the built command line: added from one file, rotated, finished, listed, and loaded by
 * a broker that starts. One run. Asserts that one of them gets in with its new password, and not with its old one.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectAsync } from "mqtt";
import { freePort } from "./data-path/peer.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const users = Number(process.env.BENCH_USERS ?? 10_000);
const directory = mkdtempSync(join(tmpdir(), "edgeward-bench-users-"));
cpSync(join(root, "examples/tig"), directory, { recursive: true, filter: (path) => !path.includes(".edgeward") });
const mqtt = await freePort();
const ports = { MQTT_PORT: `${mqtt}`, INFLUXDB_PORT: `${await freePort()}`, GRAFANA_PORT: `${await freePort()}` };

function edgeward(what: string, ...words: readonly string[]): string {
  const from = performance.now();
  const out = execFileSync(process.execPath, [join(root, "dist/main.cjs"), ...words], {
    cwd: directory,
    env: { ...process.env, ...ports },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
  console.log(`${what.padEnd(52)} ${((performance.now() - from) / 1000).toFixed(2).padStart(7)} s`);
  return out;
}

const passwordOf = (name: string): string =>
  readFileSync(join(directory, `.edgeward/generated/operator/users/${name}/mqtt_password`), "utf8");

async function isLetIn(username: string, password: string): Promise<boolean> {
  const ca = readFileSync(join(directory, ".edgeward/generated/operator/ca"));
  const options = { ca, username, password, clientId: "bench", reconnectPeriod: 0 };
  try {
    await (await connectAsync(`mqtts://localhost:${mqtt}`, options, false)).endAsync();
    return true;
  } catch {
    return false;
  }
}

try {
  const names = Array.from({ length: users }, (_, i) => `device-${i}`);
  const list = join(directory, "devices.csv");
  writeFileSync(list, names.map((name) => `${name},devices/${name}/#,commands/${name}\n`).join(""));
  edgeward("up", "up", "-d", "--no-verify");
  edgeward(`add ${users} users`, "user", "add", "--from", list);
  edgeward("add one more", "user", "add", "one-more", "--publish", "one/#");
  const before = passwordOf("device-7");
  edgeward("rotate all of them", "user", "rotate", "--all");
  edgeward("list them, in the middle of it", "user", "ls", "--format", "json");
  edgeward("finish all of them", "user", "rotate", "--all", "--finish", "--force");
  const [now, then] = [await isLetIn("device-7", passwordOf("device-7")), await isLetIn("device-7", before)];
  edgeward("remove one", "user", "rm", "one-more");
  edgeward("up again, nothing to do", "up", "-d", "--no-verify");
  edgeward("verify", "verify");
  edgeward("down", "down");
  edgeward("up with all of them", "up", "-d", "--no-verify");
  if (!now || then) throw new Error(`new password: ${now}; old one: ${then}`);
} finally {
  edgeward("down, keys and all", "down", "--volumes", "--keys");
  rmSync(directory, { recursive: true, force: true });
}
