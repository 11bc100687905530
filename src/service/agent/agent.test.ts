import assert from "node:assert/strict";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { startAgent } from "./agent.ts";
import { anAuthority } from "./testing/authority.ts";
import { aBroker, type TestBroker } from "./testing/broker.ts";
import { aLaunch, type LaunchOptions, quick, seqsIn, surroundings, upTo } from "./testing/launch.ts";
import { scratch } from "./testing/scratch.ts";
import { until } from "./testing/until.ts";

const authority = await anAuthority();
const tls = await authority.issue(["broker"]);
const layout = `{"entities":{"objects":[{"name":"servo","variables":[{"name":"n","offset":0,"type":32}]}]}}`;

/** `count` records of four bytes that count up from `first`. */
const records = (first: number, count: number) =>
  Buffer.from(Uint32Array.from({ length: count }, (_, i) => first + i).buffer);

/** A launch with a file of records that become one JSON message each. */
async function counting(dir: string, port: number, more: Partial<LaunchOptions> = {}) {
  const from = join(dir, "records");
  await writeFile(from, "");
  await writeFile(join(dir, "layout.json"), layout);
  const source = { source: "records", format: "json", topic: "Servo", from, layout: join(dir, "layout.json") } as const;
  const launch = await aLaunch({ dir, ca: authority.ca, port, sources: [source], ...more });
  let written = 0;
  return {
    launch,
    async write(count: number) {
      await appendFile(from, records(written, count));
      written += count;
    },
  };
}

const unique = (seqs: readonly number[]) => [...new Set(seqs)];
const all = (brokers: readonly TestBroker[]) =>
  seqsIn(
    brokers.flatMap(({ received }) => received),
    "Servo",
  );

test("host metrics arrive as one flat JSON object with host, number and time", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls });
  const sources = [{ source: "host", format: "json", topic: "sensors/host", everyMs: 100 }] as const;
  const around = surroundings();
  await using agent = await startAgent(
    await aLaunch({ dir: here.dir, ca: authority.ca, port: broker.port, sources }),
    around,
    quick,
  );
  await until("three messages", () => broker.received.length >= 3);
  const seen = JSON.parse(broker.received[2]?.payload ?? "");
  assert.equal(typeof seen.host, "string");
  assert.equal(seen.seq, 3);
  assert.ok(Math.abs(seen.timestamp - Date.now()) < 60_000);
  assert.ok(seen.cpu_percent >= 0 && seen.cpu_percent <= 100 && seen.mem_total_bytes > 1e6 && seen.uptime_s > 0);
  assert.ok(Object.entries(seen).every(([name, value]) => name === "host" || typeof value === "number"));
  await until("health", () => agent.health().health === "healthy");
  expect(agent.health().detail).toMatch(/^connected, \d+ sent, 0 waiting$|^connected, \d+ sent, 1 waiting$/);
});

test("nothing is lost, doubled or out of order while the broker is there", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls });
  const { launch, write } = await counting(here.dir, broker.port);
  await using agent = await startAgent(launch, surroundings(), quick);
  await write(700);
  await until("700 messages", () => agent.counters().messages_sent === 700);
  assert.deepEqual(seqsIn(broker.received, "Servo"), upTo(700));
  assert.deepEqual(
    broker.received.map(({ payload }) => JSON.parse(payload).servo_n),
    upTo(700).map((seq) => seq - 1),
  );
});

test("a broker that is absent at the start is named, and gets everything when it comes", async () => {
  await using here = await scratch();
  const { port } = await gone();
  const { launch, write } = await counting(here.dir, port);
  const around = surroundings();
  await using agent = await startAgent(launch, around, quick);
  await write(500);
  await until("500 waiting", () => agent.counters().messages_waiting === 500);
  await until("the reason", () => /nothing listens/.test(agent.health().detail));
  assert.equal(agent.health().health, "unhealthy");
  assert.equal(around.logged.filter((line) => line.includes("nothing listens")).length, 1);
  await using broker = await aBroker({ tls, port });
  await until("500 messages", () => agent.counters().messages_waiting === 0);
  assert.deepEqual(seqsIn(broker.received, "Servo"), upTo(500));
  assert.equal(agent.health().health, "healthy");
});

test("a broker that crashes again and again loses nothing, and order is kept", async () => {
  await using here = await scratch();
  const brokers = [await aBroker({ tls })];
  const { port } = brokers[0] as TestBroker;
  const { launch, write } = await counting(here.dir, port);
  await using agent = await startAgent(launch, surroundings(), quick);
  for (let round = 1; round <= 4; round++) {
    await write(300);
    const broker = brokers.at(-1) as TestBroker;
    await until("some messages", () => broker.received.length > 20);
    await broker.kill();
    await write(100);
    brokers.push(await aBroker({ tls, port }));
  }
  await until("all sent", () => unique(all(brokers)).length === 1600 && agent.counters().messages_waiting === 0);
  await agent[Symbol.asyncDispose]();
  assert.deepEqual(unique(all(brokers)), upTo(1600));
  assert.ok(Number(agent.counters().reconnects) >= 4);
  await brokers.at(-1)?.kill();
});

test("an agent that starts again goes on with numbers and file where it was", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls });
  const { launch, write } = await counting(here.dir, broker.port);
  for (let round = 1; round <= 3; round++) {
    await using agent = await startAgent(launch, surroundings(), quick);
    await write(50);
    await until("its messages", () => unique(seqsIn(broker.received, "Servo")).length === 50 * round);
    assert.equal(agent.counters().records_read, 50);
  }
  assert.deepEqual(
    broker.received.map(({ payload }) => JSON.parse(payload).servo_n),
    upTo(150).map((seq) => seq - 1),
  );
});

test("a wrong password is said plainly, never shown, tried slowly, and the right one is taken up without a restart", async () => {
  await using here = await scratch();
  await using broker = await aBroker({
    tls,
    admits: (user, password) => user === "agent" && password === "right",
    refusal: 4,
  });
  const { launch, write } = await counting(here.dir, broker.port, { password: "hunter-two" });
  const around = surroundings();
  await using agent = await startAgent(launch, around, quick);
  await write(20);
  await until("a few attempts", () => broker.attempts >= 3);
  expect(agent.health().health).toBe("unhealthy");
  expect(agent.health().detail).toMatch(/broker refused user agent: bad user name or password.*20 waiting/);
  expect(around.logged.filter((line) => line.includes("refused")).length).toBe(1);
  expect(around.logged.join() + agent.health().detail).not.toContain("hunter-two");
  await writeFile(join(here.dir, "password"), "right");
  await until("20 messages", () => agent.counters().messages_waiting === 0);
  assert.deepEqual(seqsIn(broker.received, "Servo"), upTo(20));
});

test("without credentials it says so, and keeps trying without spinning", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls, admits: (user) => user !== undefined });
  const { launch } = await counting(here.dir, broker.port, { password: "" });
  const sinceMs = performance.now();
  await using agent = await startAgent(launch, surroundings(), quick);
  await until("five attempts", () => Number(agent.counters().connects_refused) >= 5);
  // Five refusals are four waits of 20 ms at the least.
  assert.ok(performance.now() - sinceMs >= 80);
  expect(agent.health().detail).toMatch(
    /broker refused the agent, which has no credentials: not authorised.*password file/,
  );
});

test("a password file that is missing is named", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls });
  const { launch } = await counting(here.dir, broker.port);
  const missing = join(here.dir, "none");
  await using agent = await startAgent({ ...launch, passwordFile: missing }, surroundings(), quick);
  await until("the reason", () =>
    agent.health().detail.includes(`the password file ${missing} cannot be read: ENOENT`),
  );
  assert.equal(broker.attempts, 0);
});

test("a broker that ends the connection over a message makes the agent name the topic", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls, allows: () => false });
  const { launch, write } = await counting(here.dir, broker.port);
  await using agent = await startAgent(launch, surroundings(), quick);
  await write(1);
  await until("the reason", () => /topic Servo.*may publish to Servo/.test(agent.health().detail));
});

test("a layout that is wrong stops the start, with the place", async () => {
  await using here = await scratch();
  const { launch } = await counting(here.dir, 1);
  await writeFile(join(here.dir, "layout.json"), layout.replace("32", "31"));
  await assert.rejects(startAgent(launch, surroundings(), quick), (error) => {
    assert.ok(error instanceof Fault);
    assert.deepEqual([error.code, error.at?.line, error.at?.column], ["bad-input", 1, layout.indexOf("32") + 1]);
    return true;
  });
});

/** A port that nothing listens on. */
async function gone(): Promise<{ readonly port: number }> {
  await using broker = await aBroker({ tls });
  return { port: broker.port };
}
