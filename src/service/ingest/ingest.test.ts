import assert from "node:assert/strict";
import { expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { formatPoint } from "../line-protocol/format.ts";
import { anIngest, anInput, influx, json } from "./testing/an-ingest.ts";

test("a message that an input wants is a point once its promise resolves, and nobody waits for the others", async () => {
  const { send, store, ingest } = anIngest([anInput({ topicTag: "topic", tags: { site: "north" } })]);
  await send("sensors/1", '{"t":21.5}');
  expect(store.stored.map(formatPoint)).toEqual([
    "mqtt_consumer,site=north,topic=sensors/1 t=21.5 1700000000000000000",
  ]);
  expect(send("other/1", '{"t":21.5}')).toBeUndefined();
  expect(ingest.counters()).toMatchObject({
    messages_received: 1,
    bytes_received: 10,
    points_written: 1,
    messages_malformed: 0,
  });
  expect(ingest.health()).toEqual({ health: "healthy", detail: "1 input, 1 point" });
});

test("line protocol keeps its names, tags and times, and a line without a time gets the time of its arrival", async () => {
  const { send, store } = anIngest([anInput({ topics: ["Servo"], format: influx, topicTag: "topic" })]);
  await send("Servo", "servo,object_variable=a value=1i 5\nservo,topic=own value=2i\r\n");
  expect(store.stored.map(formatPoint)).toEqual([
    "servo,object_variable=a,topic=Servo value=1i 5",
    "servo,topic=Servo value=2i 1700000000000000000",
  ]);
});

test("one bad line is counted and loses no other", async () => {
  const { send, store, ingest, logged } = anIngest([anInput({ format: influx, nameOverride: "x" })]);
  await send("sensors/1", "m v=1 1\nm v=secret\nm v=2 2");
  expect(store.stored.map(formatPoint)).toEqual(["x v=1 1", "x v=2 2"]);
  expect(ingest.counters()).toMatchObject({ messages_malformed: 1, malformed_bad_line: 1, points_written: 2 });
  expect(logged[0]).toMatchObject({ topic: "sensors/1", reason: "bad_line" });
  assert.match(String(logged[0]?.msg), /line 2, column 5/);
});

test("a message that two inputs want is stored by both, and one that fits one of them by that one", async () => {
  const { send, store, ingest } = anIngest([
    anInput({ nameOverride: "as_json" }),
    anInput({ topics: ["+/1"], format: influx }),
    anInput({ topics: ["sensors/1", "sensors/+"], nameOverride: "again" }),
  ]);
  await send("sensors/1", '{"t":1}');
  await send("sensors/1", "m t=1 1");
  expect(store.stored.map((point) => point.measurement).sort()).toEqual(["again", "as_json", "m"]);
  expect(ingest.counters()).toMatchObject({ messages_malformed: 2, malformed_bad_line: 1, malformed_not_json: 2 });
});

test("messages of one millisecond do not overwrite each other, nor do those after the clock was set back", async () => {
  const { send, store, clock, ingest } = anIngest([anInput()]);
  await Promise.all([send("sensors/1", '{"t":1}'), send("sensors/1", '{"t":2}')]);
  clock.nowMs -= 3_600_000;
  await send("sensors/1", '{"t":3}');
  expect(ingest.health().detail).toBe("1 input, 3 points, clock set back by 3,600 s");
  clock.nowMs += 3_600_001;
  await send("sensors/1", '{"t":4}');
  expect(store.stored.map((point) => [point.fields[0]?.[1], point.timeNs - 1_700_000_000_000_000_000n])).toEqual([
    [1, 0n],
    [2, 1n],
    [3, 2n],
    [4, 1_000_000n],
  ]);
  expect(ingest.health().detail).toBe("1 input, 4 points");
});

test("malformed messages resolve, are counted by reason, and are logged with topic and reason, not too often and without the payload", async () => {
  const { send, store, ingest, logged, clock } = anIngest([anInput()]);
  for (const text of ["secret", "secret {", '{"s":"secret"}', '"secret"', "[".repeat(200) + "]".repeat(200)]) {
    await send("sensors/1", text);
  }
  await send(`sensors/${"x".repeat(60_000)}`, `{"a":${"[".repeat(200)}1${"]".repeat(200)}}`);
  for (let i = 0; i < 2; i++) {
    clock.nowMs += 10_000;
    await send("sensors/2", "secret");
  }
  expect(store.appends).toEqual([]);
  expect(ingest.counters()).toMatchObject({
    messages_received: 8,
    messages_malformed: 8,
    malformed_not_json: 4,
    malformed_no_field: 1,
    malformed_wrong_type: 2,
    malformed_too_deep: 1,
  });
  expect(logged.map(({ reason, leftOut }) => [reason, leftOut])).toEqual([
    ["not_json", 0],
    ["no_field", 0],
    ["wrong_type", 0],
    ["too_deep", 0],
    ["not_json", 1],
    ["not_json", 0],
  ]);
  assert.doesNotMatch(JSON.stringify(logged), /secret/);
  assert.ok(JSON.stringify(logged).length < 2_000);
  expect(ingest.health().health).toBe("healthy");
});

test("a flood of malformed messages is still logged after the clock was set back", async () => {
  const { send, logged, clock } = anIngest([anInput()]);
  await send("sensors/1", "x");
  clock.nowMs -= 3_600_000;
  await send("sensors/1", "x");
  expect(logged).toHaveLength(2);
});

test("bytes that are no UTF-8 are read with replacement characters, from a slice of a larger buffer too", async () => {
  const { send, store } = anIngest([anInput({ format: { ...json, tagKeys: ["s"] } })]);
  const whole = Uint8Array.from([0x7d, ...Buffer.from('{"t":1,"s":"'), 0xff, 0xc3, ...Buffer.from('"}'), 0x7b]);
  await send("sensors/1", whole.subarray(1, -1));
  expect(store.stored[0]?.tags).toEqual([["s", "\uFFFD\uFFFD"]]);
});

test.each([
  ["a topic filter that is none", anInput({ topics: ["a/#/b"] })],
  ["a topic tag named time", anInput({ topicTag: "time" })],
  ["a tag named time", anInput({ tags: { time: "x" } })],
  ["a query that is not supported", anInput({ format: { ...json, query: "a.@this" } })],
  ["a time key without a format", anInput({ format: { ...json, timeKey: "t" } })],
])("an input that cannot be done is refused at the start: %s", (_, input) =>
  expect(() => anIngest([input])).toThrow(Fault),
);
