import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import type { AgentLaunch } from "../../src/model/launch.ts";
import { recover } from "../../src/service/agent/buffer/directory.ts";
import { type Authority, anAuthority } from "../../src/service/agent/testing/authority.ts";
import { aLaunch, seqsIn, upTo } from "../../src/service/agent/testing/launch.ts";
import { scratch } from "../../src/service/agent/testing/scratch.ts";
import { until } from "../../src/service/agent/testing/until.ts";
import { aJudge, aMosquitto } from "./agent-mosquitto.ts";
import { bundleAgent, runAgent } from "./agent-program.ts";

const example = new URL("../../examples/tig/", import.meta.url).pathname;
let authority: Authority;
beforeAll(async () => {
  authority = await anAuthority();
});

const machine = ["stat", "loadavg", "uptime", "meminfo", "diskstats", "net/dev", "self/mounts"]
  .map((name) => `/proc/${name}`)
  .concat("/sys");

/** All three sources; the command prints an RTD line 20 times a second, and writes its process number down. */
async function everything(dir: string, port: number, password: string): Promise<AgentLaunch> {
  const records = join(dir, "records");
  await writeFile(records, await readFile(join(example, "servo.bin")));
  await writeFile(join(dir, "layout.json"), await readFile(join(example, "servo-layout.json")));
  const script = `echo $$ >> ${join(dir, "pids")}; while :; do echo 'RTD| 0.1| 1.0| 2.0| 0| 0| 0.1| 3.0'; sleep 0.05; done`;
  const launch = await aLaunch({
    dir,
    ca: authority.ca,
    port,
    password,
    sources: [
      { source: "host", format: "json", topic: "sensors/host", everyMs: 100 },
      { source: "records", format: "influx", topic: "Servo", from: records, layout: join(dir, "layout.json") },
      { source: "lines", format: "influx", topic: "xenomai", command: ["sh", "-c", script] },
    ],
  });
  return { ...launch, opens: { read: [...machine, dir], write: [launch.bufferDir] } };
}

const topics = ["sensors/host", "Servo", "xenomai"];

test("agent and mosquitto die and come back, and every number of every topic arrives", async () => {
  await using here = await scratch();
  const program = await bundleAgent(here.dir);
  await using mosquitto = await aMosquitto(here.dir, authority);
  await mosquitto.start();
  await using judge = await aJudge(here.dir, authority, mosquitto);
  const launch = await everything(here.dir, mosquitto.port, "agent-password");
  const count = (topic: string) => new Set(seqsIn(judge.messages, topic)).size;
  let agent = await runAgent(program, launch);
  try {
    for (let round = 1; round <= 3; round++) {
      const before = count("xenomai");
      await until("messages arrive", () => topics.every((topic) => count(topic) > 0) && count("xenomai") > before + 10);
      await agent.kill("SIGKILL");
      agent = await runAgent(program, launch);
      await until("the new one is connected", () => agent.said.health === "healthy");
      await mosquitto.signal("SIGTERM");
      await appendFile(launch.sources[1]?.source === "records" ? launch.sources[1].from : "", Buffer.alloc(160, round));
      await until("messages wait", () => Number(agent.said.counters.messages_waiting) > 10);
      if (round === 2) {
        await agent.kill("SIGKILL");
        agent = await runAgent(program, launch);
      }
      await mosquitto.start();
    }
    // 100 records of the example and 3 times 10 more, 6 points each: no crash made the agent read one twice, or not at all.
    const points = () =>
      new Set(judge.messages.filter(({ topic }) => topic === "Servo").flatMap(({ payload }) => payload.split("\n")));
    await until("all records", () => points().size >= 130 * 6, 60_000);
    await agent.kill("SIGTERM");
    // What the agent numbered, it says itself; what arrived, mosquitto_sub does.
    const { ledger } = recover(launch.bufferDir);
    assert.equal(ledger.acked, ledger.next, `something waits still: ${agent.log.join("\n")}`);
    for (const topic of topics) {
      const given = (ledger.seqs.get(topic) ?? 1) - 1;
      await until(`all of ${topic}`, () => count(topic) >= given);
      assert.deepEqual(
        [...new Set(seqsIn(judge.messages, topic))].sort((a, b) => a - b),
        upTo(given),
        topic,
      );
    }
    assert.equal(points().size, 130 * 6);
  } finally {
    await agent[Symbol.asyncDispose]();
  }
  // What the killed agents had started ended on its own when nobody read it any more.
  const pids = (await readFile(join(here.dir, "pids"), "utf8")).trim().split("\n");
  await until("their commands are gone", async () => {
    const alive = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")));
    return alive.every((command) => !command.includes("RTD|"));
  });
}, 240_000);

test("a wrong password is named; the right one is taken up while it runs; neither is in a log or on a command line", async () => {
  await using here = await scratch();
  const program = await bundleAgent(here.dir);
  await using mosquitto = await aMosquitto(here.dir, authority);
  await mosquitto.start();
  const launch = await everything(here.dir, mosquitto.port, "not-the-password");
  await using agent = await runAgent(program, launch);
  await until("the reason", () => agent.said.detail.includes("broker refused user agent: not authorised"));
  expect(agent.said.health).toBe("unhealthy");
  await writeFile(join(here.dir, "password"), "agent-password\n");
  await until("it is connected", () => agent.said.health === "healthy", 30_000);
  // Rotated: mosquitto reads the new hash, drops nobody; the agent reads the new password when it must connect again.
  execFileSync("mosquitto_passwd", ["-b", mosquitto.passwordFile, "agent", "rotated-password"]);
  await writeFile(join(here.dir, "password"), "rotated-password\n");
  await mosquitto.signal("SIGTERM");
  await until("the broker is missed", () => agent.said.health === "unhealthy");
  await mosquitto.start();
  await until("it is connected with the new password", () => agent.said.health === "healthy", 60_000);
  const shown = [...agent.log, agent.said.detail, await readFile(`/proc/${agent.pid}/cmdline`, "utf8")].join("\n");
  for (const secret of ["not-the-password", "agent-password", "rotated-password"]) expect(shown).not.toContain(secret);
}, 240_000);

test("with the engine's rights it reads this machine and all sources, syncs its buffer, and stays small", async () => {
  await using here = await scratch();
  const program = await bundleAgent(here.dir);
  await using mosquitto = await aMosquitto(here.dir, authority);
  await mosquitto.start();
  await using judge = await aJudge(here.dir, authority, mosquitto);
  const launch = await everything(here.dir, mosquitto.port, "agent-password");
  const fifo = join(here.dir, "fifo");
  execFileSync("mkfifo", [fifo]);
  const sources = launch.sources.map((source) => (source.source === "records" ? { ...source, from: fifo } : source));
  await using agent = await runAgent(program, { ...launch, sources });
  for (let n = 0; n < 5; n++) await writeFile(fifo, await readFile(join(example, "servo.bin")));
  await until("all topics", () => topics.every((topic) => seqsIn(judge.messages, topic).length > 3));
  const host = JSON.parse(judge.messages.findLast(({ topic }) => topic === "sensors/host")?.payload ?? "{}");
  for (const name of ["cpu_percent", "mem_used_percent", "load1", "uptime_s", "disk_root_used_percent"]) {
    assert.equal(typeof host[name], "number", name);
  }
  assert.ok(Object.keys(host).some((name) => /^net_\w+_received_bytes$/.test(name)));
  expect(judge.messages.find(({ topic }) => topic === "Servo")?.payload).toMatch(
    /^Servo,.*object_variable=servo1_position value=5000i,seq=1i \d{19}$/m,
  );
  expect(agent.said.detail).toMatch(/^connected, \d+ sent, \d+ waiting$/);
  const [, residentKb = "0"] = /VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${agent.pid}/status`, "utf8")) ?? [];
  // About 57 MB on x64, 42 of them Node's own; the rest is leeway for other machines.
  assert.ok(Number(residentKb) < 80_000, `${residentKb} kB resident`);
});
