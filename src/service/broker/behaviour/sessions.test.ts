import assert from "node:assert/strict";
import { test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { connectPacket, loggedIn, rawClient } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

const away = { clientId: "reader", clean: false } as const;

test("a session with clean session 0 keeps subscriptions and QoS 1 and 2 messages while its client is away", async () => {
  await using broker = await aBroker();
  await using writer = await friend(broker);
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 2 });
  }
  for (const qos of [0, 1, 2] as const) await writer.client.publishAsync("t", `${qos}`, { qos });
  await using reader = await loggedIn(broker, "reader", { clean: false });
  assert.equal(reader.present, true);
  const [one, two] = [await reader.hear("publish"), await reader.hear("publish")];
  assert.deepEqual([`${one.payload}`, one.qos, one.dup, `${two.payload}`, two.qos], ["1", 1, false, "2", 2]);
});

test("a session with clean session 1 ends with its connection, and ends an earlier one", async () => {
  await using broker = await aBroker();
  await using writer = await friend(broker);
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 1 });
  }
  {
    await using reader = await loggedIn(broker, "reader");
    assert.equal(reader.present, false);
  }
  await writer.client.publishAsync("t", "x", { qos: 1 });
  await using reader = await loggedIn(broker, "reader", { clean: false });
  assert.equal(reader.present, false);
  assert.equal(broker.count("sessions_absent"), 0);
});

test("what is unsubscribed no longer arrives", async () => {
  await using broker = await aBroker();
  await using client = await friend(broker);
  await client.client.subscribeAsync(["a", "b"]);
  await client.client.unsubscribeAsync(["a", "never"]);
  await client.client.publishAsync("a", "gone", { qos: 1 });
  await client.client.publishAsync("b", "here", { qos: 1 });
  await client.receives(1);
  assert.deepEqual(client.texts(), ["here"]);
});

test("a client that connects again takes over its own session; the old connection is closed", async () => {
  await using broker = await aBroker();
  await using first = await loggedIn(broker, "same");
  await using second = await loggedIn(broker, "same");
  await first.untilClosed();
  assert.equal(broker.count("sessions_taken_over"), 1);
  second.say({ cmd: "pingreq" });
  await second.hear("pingresp");
});

test("another user's client identifier cannot be taken, nor the session behind it, whether or not its client is there", async () => {
  await using broker = await aBroker();
  const ben = connectPacket("reader", { username: "ben", password: Buffer.from("pw-ben") });
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 1 });
    await using thief = await rawClient(broker);
    thief.say(ben);
    assert.equal((await thief.hear("connack")).returnCode, 2);
    await thief.untilClosed();
    assert.equal(reader.client.connected, true);
  }
  for (const clean of [true, false]) {
    await using thief = await rawClient(broker);
    thief.say({ ...ben, clean });
    assert.equal((await thief.hear("connack")).returnCode, 2);
  }
  assert.equal(broker.count("takeovers_refused"), 3);
  await using reader = await loggedIn(broker, "reader", { clean: false });
  assert.equal(reader.present, true);
});

test("a client without an identifier is given one with clean session 1, and refused with clean session 0", async () => {
  await using broker = await aBroker();
  await using one = await loggedIn(broker, "");
  await using two = await loggedIn(broker, "");
  one.say({ cmd: "pingreq" });
  await one.hear("pingresp");
  assert.equal(two.closed(), false);
  await using none = await rawClient(broker);
  none.say(Buffer.from([0x10, 12, 0, 4, ...Buffer.from("MQTT"), 4, 0, 0, 0, 0, 0]));
  assert.equal((await none.hear("connack")).returnCode, 2);
  await none.untilClosed();
});

test("sessions of absent clients are bounded: the one absent for longest ends", async () => {
  await using broker = await aBroker({ bounds: { absentSessions: 2 } });
  for (const id of ["a", "b", "c"]) {
    await using client = await loggedIn(broker, id, { clean: false });
    client.say({ cmd: "disconnect" });
    await client.untilClosed();
  }
  await until(() => broker.count("sessions_absent") === 2, "the third session to go");
  assert.equal(broker.count("sessions_evicted"), 1);
  assert.equal((await loggedIn(broker, "a", { clean: false })).present, false);
  assert.equal((await loggedIn(broker, "c", { clean: false })).present, true);
});

test("packets that a client sends before it has read CONNACK are carried out", async () => {
  await using broker = await aBroker();
  await using client = await rawClient(broker);
  client.say(
    connectPacket("eager"),
    { cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 0 }] },
    { cmd: "publish", topic: "t", payload: "x", qos: 1, dup: false, retain: false, messageId: 2 },
  );
  await client.hear("publish");
  const kinds = client.heard.map(({ cmd }) => cmd);
  assert.equal(kinds[0], "connack");
  assert.ok(kinds.includes("suback"));
  await client.hear("puback");
});

test("a queue beyond its limit keeps the oldest messages, drops the new ones, and counts them", async () => {
  await using broker = await aBroker({ limits: { queuedMessages: 10 } });
  await using writer = await friend(broker);
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 1 });
  }
  for (let i = 0; i < 15; i++) await writer.client.publishAsync("t", `${i}`, { qos: 1 });
  assert.equal(broker.count("messages_dropped"), 5);
  await using reader = await friend(broker, away);
  await reader.receives(10);
  assert.deepEqual(reader.texts(), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]);
  // Once it has taken them there is room again.
  await writer.client.publishAsync("t", "new", { qos: 1 });
  await reader.receives(11);
});

test("a queue is bounded in bytes too", async () => {
  await using broker = await aBroker({ limits: { queuedBytes: 10_000 } });
  await using writer = await friend(broker);
  {
    await using reader = await friend(broker, away);
    await reader.client.subscribeAsync("t", { qos: 1 });
  }
  for (let i = 0; i < 5; i++) await writer.client.publishAsync("t", Buffer.alloc(4000), { qos: 1 });
  assert.equal(broker.count("messages_dropped"), 3);
  await stillServes(broker);
});

test("subscriptions of one session are bounded, and so is the depth of a filter", async () => {
  await using broker = await aBroker({ bounds: { subscriptions: 2, topicLevels: 5 } });
  await using client = await loggedIn(broker, "c");
  const subscriptions = ["a/b/c/d/e/f", "a", "b", "a", "c"].map((topic) => ({ topic, qos: 1 as const }));
  client.say({ cmd: "subscribe", messageId: 1, subscriptions });
  assert.deepEqual((await client.hear("suback")).granted, [128, 1, 1, 1, 128]);
});
