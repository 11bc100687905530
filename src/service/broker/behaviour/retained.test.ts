import assert from "node:assert/strict";
import { test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { until } from "../testing/until.ts";

test("a new subscriber gets the last retained message of each topic that it matches, marked as retained", async () => {
  await using broker = await aBroker();
  await using writer = await friend(broker);
  await writer.client.publishAsync("room/1/light", "off", { qos: 1, retain: true });
  await writer.client.publishAsync("room/1/light", "on", { qos: 1, retain: true });
  await writer.client.publishAsync("room/2/light", "dim", { qos: 0, retain: true });
  await writer.client.publishAsync("room/2/heat", "20", { qos: 1, retain: true });
  await writer.client.publishAsync("room/2/light", "not retained", { qos: 1 });
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("room/+/light", { qos: 1 });
  await reader.receives(2);
  const seen = reader.received.map(({ topic, text, retain, qos }) => [topic, text, retain, qos]);
  assert.deepEqual(seen.toSorted(), [
    ["room/1/light", "on", true, 1],
    ["room/2/light", "dim", true, 0],
  ]);
});

test("who is subscribed already gets the message as an ordinary one", async () => {
  await using broker = await aBroker();
  await using client = await friend(broker);
  await client.client.subscribeAsync("t");
  await client.client.publishAsync("t", "x", { qos: 1, retain: true });
  await client.receives(1);
  assert.equal(client.received[0]?.retain, false);
});

test("an empty retained message removes what was retained", async () => {
  await using broker = await aBroker();
  await using client = await friend(broker);
  await client.client.publishAsync("t", "x", { qos: 1, retain: true });
  await client.client.publishAsync("t", "", { qos: 1, retain: true });
  await client.client.publishAsync("end", "y", { qos: 1, retain: true });
  await client.client.subscribeAsync(["t", "end"]);
  await client.receives(1);
  assert.deepEqual(client.texts(), ["y"]);
});

test("subscribing again brings retained messages again", async () => {
  await using broker = await aBroker();
  await using client = await friend(broker);
  await client.client.publishAsync("t", "x", { qos: 1, retain: true });
  await client.client.subscribeAsync("t");
  await client.client.subscribeAsync("t");
  await client.receives(2);
});

test("retained messages are bounded: one too many is delivered, counted, and not retained", async () => {
  await using broker = await aBroker({ bounds: { retainedMessages: 10 } });
  await using client = await friend(broker);
  const room = 10 - broker.count("retained_messages");
  await client.client.subscribeAsync("many/#");
  for (let i = 0; i < 10; i++) await client.client.publishAsync(`many/${i}`, "x", { qos: 1, retain: true });
  await client.receives(10);
  assert.equal(broker.count("retained_messages"), 10);
  assert.equal(broker.count("retained_refused"), 10 - room);
  await client.client.publishAsync("many/0", "changed", { qos: 1, retain: true });
  assert.equal(broker.count("retained_refused"), 10 - room);
});

test("$SYS is served to whoever may read it, and only to those", async () => {
  const acl = "user ann\ntopic readwrite #\ntopic read $SYS/#\nuser ben\ntopic readwrite #\n";
  await using broker = await aBroker({ acl, bounds: { reportMs: 20 } });
  await using ann = await friend(broker);
  await using ben = await friend(broker, { username: "ben", password: "pw-ben" });
  const [granted] = await ann.client.subscribeAsync("$SYS/#");
  assert.equal(granted?.qos, 0);
  const refused = await ben.client.subscribeAsync({ "$SYS/#": { qos: 0 }, "#": { qos: 0 } }).catch((error) => error);
  assert.ok(refused instanceof Error);
  const connected = () => ann.received.findLast(({ topic }) => topic === "$SYS/broker/clients/connected")?.text;
  await until(() => connected() === "2", "the figure of two clients");
  const topics = new Set(ann.received.map(({ topic }) => topic));
  for (const name of ["version", "uptime", "messages/received", "messages/sent", "publish/messages/dropped"])
    assert.ok(topics.has(`$SYS/broker/${name}`), name);
  await stillServes(broker);
  assert.deepEqual(
    ben.texts().filter((text) => text !== "still here"),
    [],
  );
});

test("nobody publishes below $, whatever the rules say", async () => {
  await using broker = await aBroker({ acl: "user ann\ntopic readwrite $SYS/#\ntopic readwrite #\n" });
  await using client = await friend(broker);
  await client.client.subscribeAsync("$SYS/#");
  await client.client.publishAsync("$SYS/broker/version", "mine", { qos: 1, retain: true });
  await client.client.publishAsync("$SYS/fake", "mine", { qos: 1 });
  assert.equal(broker.count("publishes_denied"), 2);
  assert.ok(!client.texts().includes("mine"));
});
