import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import type { AgentSource } from "../../model/launch.ts";
import { startAgent } from "./agent.ts";
import { aBroker } from "./testing/broker.ts";
import { authority, counting, gone, layout, records, tls, unique } from "./testing/counting.ts";
import { aLaunch, quick, seqsIn, surroundings, upTo } from "./testing/launch.ts";
import { scratch } from "./testing/scratch.ts";
import { until } from "./testing/until.ts";

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
