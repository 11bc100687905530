/** The demo stack with installed programs in place of the embedded broker and database, from compose file to nothing left. */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { identify, isAlive, type ProcessId } from "../../src/engine/local/processes.ts";
import { type AStack, aStack, eventually } from "./a-stack.ts";

interface Found {
  readonly probe: string;
  readonly verdict: string;
  readonly service?: string;
}

async function withPrograms(stack: AStack): Promise<void> {
  const path = join(stack.directory, "docker-compose.yml");
  const text = await readFile(path, "utf8");
  const system = "    x-edgeward: { provider: system }\n";
  await writeFile(
    path,
    text.replace(/^ {4}image: (eclipse-mosquitto|influxdb):.*\n/gm, (line) => line + system),
  );
}

/** Processes whose environment names the stack's directory, as that of everything we start does. */
async function marked(directory: string): Promise<readonly ProcessId[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      return environment.includes(`EDGEWARD_HOST=${directory}`) ? identify(pid) : undefined;
    }),
  );
  return found.filter((one) => one !== undefined);
}

describe("the demo stack with mosquitto and influxd", () => {
  let stack: AStack;
  beforeAll(async () => {
    stack = await aStack();
    await withPrograms(stack);
    const up = await stack.edgeward("up", "-d");
    assert.equal(up.status, 0, up.out + up.err);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test("every finding passes, of the same probes as on the embedded services", async () => {
    const { out } = await stack.edgeward("verify", "--format", "json");
    const findings: readonly Found[] = JSON.parse(out).findings;
    assert.deepEqual(
      findings.filter((finding) => finding.verdict !== "pass"),
      [],
    );
    assert.equal(new Set(findings.map((finding) => finding.probe)).size, 13);
  });

  test("it is mosquitto and influxd that run", async () => {
    const { out } = await stack.edgeward("ps");
    assert.match(out, /mosquitto 2\.\d/);
    assert.match(out, /influxd 1\.\d/);
  });

  const count = async (q: string) => {
    const { series } = await stack.query(q);
    return Number(series[0]?.values[0]?.[1] ?? 0);
  };

  test("telemetry of all three sources of the agent is read back from influxd", async () => {
    await eventually("all measurements", async () => {
      const { series } = await stack.query("SHOW MEASUREMENTS");
      const names = series[0]?.values.map((value) => value[0]) ?? [];
      return ["mqtt_consumer", "Servo", "xenomai"].every((name) => names.includes(name));
    });
    const all = `SELECT count(value) FROM "Servo" WHERE object_variable = 'servo1_position'`;
    assert.equal(await eventually("all 100 servo records", async () => (await count(all)) === 100), true);
  });

  test.each(["mosquitto", "influxdb:influxd"])("a killed %s is started again, and telemetry goes on", async (name) => {
    const programs = async () =>
      JSON.parse(await readFile(join(stack.directory, ".edgeward/state.json"), "utf8")).programs;
    const { pid } = (await programs())[name];
    process.kill(pid, "SIGKILL");
    await eventually("another process", async () => (await programs())[name].pid !== pid);
    const lines = async () => count(`SELECT count(load1) FROM "mqtt_consumer"`).catch(() => 0);
    const before = await eventually("what was there before", async () => (await lines()) || undefined);
    await eventually("more than before", async () => (await lines()) > before);
  });

  test("down leaves nothing: no process, no file", async () => {
    const before = await readdir(stack.directory);
    const running = await marked(stack.directory);
    assert.ok(running.length >= 5, `${running.length}`);
    const down = await stack.edgeward("down", "--volumes", "--keys");
    assert.equal(down.status, 0, down.err);
    assert.deepEqual(
      await Promise.all(running.map(isAlive)),
      running.map(() => false),
    );
    assert.deepEqual(await marked(stack.directory), []);
    assert.deepEqual(
      await readdir(stack.directory),
      before.filter((name) => name !== ".edgeward"),
    );
  });
});
