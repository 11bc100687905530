import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import type { AgentSource } from "../../model/launch.ts";
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
  await writeFile(join(here.dir, "password"), "right\r\n");
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

test("a broker that acknowledges nothing is left, told, and everything is sent again", async () => {
  await using here = await scratch();
  let silent = true;
  await using broker = await aBroker({ tls, acknowledges: () => !silent });
  const { launch, write } = await counting(here.dir, broker.port);
  await using agent = await startAgent(launch, surroundings(), { ...quick, ackMs: 300 });
  await write(30);
  await until("late acknowledgements make it unhealthy", () => /owed an acknowledgement/.test(agent.health().detail));
  await until("it gives up", () => /acknowledged nothing for 300 ms/.test(agent.health().detail));
  silent = false;
  await until("30 sent", () => agent.counters().messages_sent === 30);
  assert.deepEqual(unique(seqsIn(broker.received, "Servo")), upTo(30));
});

test("a full buffer keeps the newest, and the numbers show the gap", async () => {
  await using here = await scratch();
  const { port } = await gone();
  const { launch } = await counting(here.dir, port);
  const fifo = join(here.dir, "fifo");
  execFileSync("mkfifo", [fifo]);
  const sources = launch.sources.map((source) => ({ ...source, from: fifo }) as AgentSource);
  await using agent = await startAgent({ ...launch, sources, bufferLimitBytes: 20_000 }, surroundings(), quick);
  await writeFile(fifo, records(0, 1_000));
  await until("all are read", () => agent.counters().records_read === 1_000);
  const { messages_dropped: dropped = 0, messages_waiting: waiting = 0, buffer_bytes: bytes = 0 } = agent.counters();
  assert.ok(dropped > 500 && waiting > 50 && bytes <= 20_000 && dropped + waiting === 1_000);
  expect(agent.health().detail).toContain(`${dropped} dropped`);
  await using broker = await aBroker({ tls, port });
  await until("the rest is sent", () => agent.counters().messages_waiting === 0);
  assert.deepEqual(seqsIn(broker.received, "Servo"), upTo(1_000).slice(dropped));
});

test("a clock that jumps moves the timestamps, and nothing else", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls });
  const sources = [{ source: "host", format: "json", topic: "sensors/host", everyMs: 100 }] as const;
  let now = 2_000_000;
  const launch = await aLaunch({ dir: here.dir, ca: authority.ca, port: broker.port, sources });
  await using _agent = await startAgent(
    launch,
    surroundings(() => now),
    quick,
  );
  const stamps = () => broker.received.map(({ payload }) => JSON.parse(payload).timestamp);
  for (const jump of [2_000_000, 9_000_000_000, 1_000]) {
    now = jump;
    await until(`a sample at ${jump}`, () => stamps().includes(jump));
  }
  assert.deepEqual(unique(stamps()), [2_000_000, 9_000_000_000, 1_000]);
  assert.deepEqual(seqsIn(broker.received, "sensors/host"), upTo(broker.received.length));
});

test("when its signal fires it stops by itself, and gives back what it held", async () => {
  await using here = await scratch();
  await using broker = await aBroker({ tls });
  const { launch } = await counting(here.dir, broker.port);
  const stop = new AbortController();
  const agent = await startAgent(launch, { ...surroundings(), signal: stop.signal }, quick);
  await until("it is connected", () => agent.health().health === "healthy");
  stop.abort();
  await until("the broker has lost it", () => broker.connections === 0);
  expect(agent.health().detail).toMatch(/^stopping/);
  await agent[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

test("a topic that cannot be published to stops the start", async () => {
  await using here = await scratch();
  const sources = [{ source: "host", format: "json", topic: "sensors/#", everyMs: 100 }] as const;
  const launch = await aLaunch({ dir: here.dir, ca: authority.ca, port: 1, sources });
  await assert.rejects(startAgent(launch, surroundings(), quick), /"sensors\/#" is no topic/);
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
