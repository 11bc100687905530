import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startAgent } from "./agent.ts";
import { aBroker, type TestBroker } from "./testing/broker.ts";
import { counting, gone, tls, unique } from "./testing/counting.ts";
import { quick, seqsIn, surroundings, upTo } from "./testing/launch.ts";
import { scratch } from "./testing/scratch.ts";
import { until } from "./testing/until.ts";

const all = (brokers: readonly TestBroker[]) =>
  seqsIn(
    brokers.flatMap(({ received }) => received),
    "Servo",
  );

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

test("told that its password has changed, it comes back with the new one, and everything arrives in order", async () => {
  await using here = await scratch();
  const passwords: (string | undefined)[] = [];
  await using broker = await aBroker({
    tls,
    admits: (_, password) => {
      passwords.push(password);
      return true;
    },
  });
  const { launch, write } = await counting(here.dir, broker.port, { password: "old" });
  await using agent = await startAgent(launch, surroundings(), quick);
  await write(500);
  await until("some messages", () => broker.received.length > 20);
  await writeFile(join(here.dir, "password"), "new");
  await agent.reload?.();
  await write(100);
  await until("600 messages", () => agent.counters().messages_waiting === 0 && broker.received.length >= 600);
  assert.deepEqual(passwords, ["old", "new"]);
  assert.deepEqual(unique(seqsIn(broker.received, "Servo")), upTo(600));
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
