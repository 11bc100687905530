import assert from "node:assert/strict";
import { expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { anIngest, anInput } from "./testing/an-ingest.ts";

test("what arrives in one turn goes into one append, and what arrives meanwhile into the next", async () => {
  const { send, store } = anIngest([anInput()]);
  const first = [1, 2, 3].map((t) => send("sensors/1", `{"t":${t}}`));
  let release = () => {};
  store.behave = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  await expect.poll(() => store.appends.length).toBe(1);
  const second = [4, 5].map((t) => send("sensors/1", `{"t":${t}}`));
  store.behave = async () => {};
  expect(store.stored).toHaveLength(0);
  release();
  await Promise.all([...first, ...second]);
  expect(store.appends.map((points) => points.length)).toEqual([3, 2]);
});

test("what the store refuses is refused, counted, seen in the health, and forgotten once the store takes points again", async () => {
  const { send, store, ingest } = anIngest([anInput()]);
  store.behave = async () => {
    throw new Fault("disk-full", "no space left on /data", "Make room.");
  };
  const refused = await Promise.allSettled([send("sensors/1", '{"t":1}'), send("sensors/1", '{"t":2}')]);
  expect(refused.map((one) => one.status === "rejected" && one.reason.code)).toEqual(["disk-full", "disk-full"]);
  expect(ingest.health()).toEqual({ health: "unhealthy", detail: "the store refuses points: no space left on /data" });
  expect(ingest.counters()).toMatchObject({
    points_refused: 2,
    points_written: 0,
    appends_failed: 1,
    backlog_messages: 0,
  });
  store.behave = async () => {};
  await send("sensors/1", '{"t":3}');
  expect(ingest.health()).toEqual({ health: "healthy", detail: "1 input, 1 point" });
});

test("a store that throws instead of rejecting is a store that refuses", async () => {
  const { send, store } = anIngest([anInput()]);
  store.append = () => {
    throw new Error("broken");
  };
  await assert.rejects(async () => send("sensors/1", '{"t":1}'), /broken/);
});

test("beyond the backlog a message is refused at once, by number and by bytes, and taken again when there is room", async () => {
  const { send, store, ingest } = anIngest([anInput()], { backlogMessages: 3, backlogBytes: 100 });
  let release = () => {};
  store.behave = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const big = `{"t":1}${" ".repeat(200)}`;
  const taken = [send("sensors/1", big)];
  await assert.rejects(async () => send("sensors/1", '{"t":2}'), { code: "not-ready" });
  await expect.poll(() => store.appends.length).toBe(1);
  store.behave = async () => {};
  release();
  await Promise.all(taken);
  store.behave = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const three = [1, 2, 3].map((t) => send("sensors/1", `{"t":${t}}`));
  await assert.rejects(async () => send("sensors/1", '{"t":4}'), { code: "not-ready" });
  expect(ingest.counters()).toMatchObject({ messages_refused: 2, backlog_messages: 3, backlog_bytes: 21 });
  await expect.poll(() => store.appends.length).toBe(2);
  store.behave = async () => {};
  release();
  await Promise.all(three);
  await send("sensors/1", '{"t":5}');
  expect(store.stored).toHaveLength(5);
});

test("a store that does not answer makes the service unhealthy until it does", async () => {
  const { send, store, ingest, clock } = anIngest([anInput()]);
  let release = () => {};
  store.behave = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const waiting = send("sensors/1", '{"t":1}');
  await expect.poll(() => store.appends.length).toBe(1);
  clock.nowMs += 12_000;
  expect(ingest.health()).toEqual({ health: "unhealthy", detail: "the store has not answered for 12 s" });
  release();
  await waiting;
  expect(ingest.health().health).toBe("healthy");
});

test("at the end it stores what it has taken, takes no more, and can be ended again", async () => {
  const { send, store, ingest, abort } = anIngest([anInput()]);
  const last = send("sensors/1", '{"t":1}');
  abort.abort();
  await assert.rejects(async () => send("sensors/1", '{"t":2}'), { code: "not-running" });
  await ingest[Symbol.asyncDispose]();
  await last;
  await ingest[Symbol.asyncDispose]();
  expect(store.stored).toHaveLength(1);
  expect(ingest.health()).toEqual({ health: "unhealthy", detail: "stopped" });
});

test("a service that is started when the end has come takes nothing", async () => {
  const { send } = anIngest([anInput()], {}, AbortSignal.abort());
  await assert.rejects(async () => send("sensors/1", '{"t":1}'), { code: "not-running" });
});

test("a store that never answers does not hold up the end, and its messages are refused", async () => {
  const { send, store, ingest } = anIngest([anInput()], { drainMs: 20 });
  store.behave = () => new Promise(() => {});
  const stuck = send("sensors/1", '{"t":1}');
  await expect.poll(() => store.appends.length).toBe(1);
  const behind = send("sensors/1", '{"t":2}');
  await ingest[Symbol.asyncDispose]();
  await assert.rejects(async () => stuck, { code: "not-running" });
  await assert.rejects(async () => behind, { code: "not-running" });
});

test("a message that nobody waits for may fail without harm", async () => {
  const { ingest, store } = anIngest([anInput()]);
  store.behave = async () => {
    throw new Error("refused");
  };
  void ingest.offer("sensors/1", Buffer.from('{"t":1}'));
  await expect.poll(() => ingest.counters().appends_failed).toBe(1);
  await ingest[Symbol.asyncDispose]();
});
