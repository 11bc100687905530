import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { loggedIn, rawClient } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

test("connections beyond the limit are closed and counted; when one goes, there is room again", async () => {
  await using broker = await aBroker({ limits: { connections: 2 } });
  await using one = await loggedIn(broker, "one");
  {
    await using two = await loggedIn(broker, "two");
    await using three = await rawClient(broker);
    assert.equal(three.closed(), true);
    assert.equal(broker.count("connections_refused"), 1);
    two.say({ cmd: "disconnect" });
    await two.untilClosed();
  }
  await until(() => broker.count("clients_connected") === 1, "the second to be gone");
  await stillServes(broker);
  assert.equal(one.closed(), false);
});

test.each([
  ["after the TLS handshake", async (port: number, ca: string) => void (await rawClient({ port, ca }))],
  ["before it", async (port: number) => void connectTcp(port, "127.0.0.1").on("error", () => {})],
])("who connects and says nothing, %s, is closed after connectMs", async (_, silent) => {
  await using broker = await aBroker({ limits: { connectMs: 300, connections: 1 } });
  await silent(broker.port, broker.ca);
  await until(() => broker.count("connections_accepted") === 1, "the connection");
  await until(() => broker.count("connect_timeouts") + broker.count("tls_failures") === 1, "it to be closed");
  await stillServes(broker);
});

test("a silent client is gone after one and a half times its keep-alive; one that pings stays; zero never ends", async () => {
  await using broker = await aBroker();
  await using eternal = await loggedIn(broker, "eternal", { keepalive: 0 });
  const start = performance.now();
  await using silent = await loggedIn(broker, "silent", { keepalive: 1 });
  await using pinging = await loggedIn(broker, "pinging", { keepalive: 1 });
  const ping = setInterval(() => pinging.say({ cmd: "pingreq" }), 200);
  try {
    await silent.untilClosed();
  } finally {
    clearInterval(ping);
  }
  assert.ok(performance.now() - start >= 1400);
  assert.equal(broker.count("keep_alive_timeouts"), 1);
  assert.deepEqual([pinging.closed(), eternal.closed()], [false, false]);
});

test("a wall clock that jumps a year disconnects nobody", async () => {
  let now = Date.now();
  await using broker = await aBroker({ now: () => now });
  await using client = await loggedIn(broker, "c", { keepalive: 600 });
  now += 365 * 86_400_000;
  await stillServes(broker);
  now -= 3 * 365 * 86_400_000;
  await stillServes(broker);
  client.say({ cmd: "pingreq" });
  await client.hear("pingresp");
});

test("a subscriber that never reads costs bounded memory, harms nobody, and is disconnected", async () => {
  // More than the kernels' buffers take in between, so that something is left for the broker to hold.
  const limits = { queuedBytes: 16_000_000, queuedMessages: 1000 };
  await using broker = await aBroker({ limits, bounds: { stallMs: 500, backlogBytes: 64 * 1024 } });
  await using lazy = await loggedIn(broker, "lazy");
  await using reader = await friend(broker);
  await using writer = await friend(broker);
  lazy.say({
    cmd: "subscribe",
    messageId: 1,
    subscriptions: [
      { topic: "zero", qos: 0 },
      { topic: "one", qos: 1 },
    ],
  });
  await lazy.hear("suback");
  lazy.socket.pause();
  await reader.client.subscribeAsync(["zero", "one"], { qos: 1 });
  const payload = Buffer.alloc(60_000);
  let sent = 0;
  await until(() => {
    for (const topic of ["zero", "one"]) writer.client.publish(topic, payload, { qos: topic === "one" ? 1 : 0 });
    sent += 2;
    return broker.count("slow_readers_closed") === 1;
  }, "the lazy reader to be closed");
  await reader.receives(sent);
  await stillServes(broker);
});

test("what a subscriber does not take beyond its limit is dropped: QoS 0 as soon as anything waits, QoS 1 when the queue is full", async () => {
  await using broker = await aBroker({ limits: { queuedBytes: 100_000 } });
  await using lazy = await loggedIn(broker, "lazy");
  await using writer = await friend(broker);
  const subscriptions = ["zero", "one"].map((topic, i) => ({ topic, qos: i === 0 ? (0 as const) : (1 as const) }));
  lazy.say({ cmd: "subscribe", messageId: 1, subscriptions });
  await lazy.hear("suback");
  for (let i = 0; i < 12; i++) await writer.client.publishAsync("one", Buffer.alloc(9000), { qos: 1 });
  await writer.client.publishAsync("zero", Buffer.alloc(9000), { qos: 1 });
  assert.equal(broker.count("messages_dropped"), 2);
  const { messageId = 0 } = await lazy.hear("publish");
  lazy.say({ cmd: "puback", messageId }, { cmd: "pingreq" });
  await lazy.hear("pingresp");
  await writer.client.publishAsync("one", "there is room again", { qos: 1 });
  assert.equal(broker.count("messages_dropped"), 2);
});

test("a client that asks without reading the answers is not read from any more; when it reads, it gets them all", async () => {
  await using broker = await aBroker({ limits: { queuedBytes: 64 * 1024 * 1024 }, bounds: { backlogBytes: 100_000 } });
  await using writer = await friend(broker);
  await writer.client.publishAsync("state", Buffer.alloc(60_000), { qos: 1, retain: true });
  await using client = await loggedIn(broker, "c");
  client.socket.pause();
  const asks = 400;
  // In one piece, so that it must stop in the middle of what has arrived.
  const ask = { cmd: "subscribe" as const, messageId: 1, subscriptions: [{ topic: "state", qos: 0 as const }] };
  client.say(...Array.from({ length: asks }, () => ask));
  await until(() => broker.count("subscriptions_granted") > 2, "the first answers");
  await stillServes(broker);
  await stillServes(broker);
  assert.ok(broker.count("subscriptions_granted") < asks / 2, `${broker.count("subscriptions_granted")} answers`);
  client.socket.resume();
  await until(() => client.heard.filter(({ cmd }) => cmd === "publish").length === asks, "all answers");
});

test("a client that takes nothing at all is disconnected", async () => {
  await using broker = await aBroker({ bounds: { stallMs: 500, backlogBytes: 4096 } });
  await using flood = await loggedIn(broker, "flood");
  flood.socket.pause();
  const pings = Buffer.alloc(64 * 1024, Buffer.from([0xc0, 0]));
  await until(() => {
    if (flood.socket.writableLength < 1024 * 1024) flood.say(pings);
    return broker.count("slow_readers_closed") === 1;
  }, "the flood to be closed");
  await stillServes(broker);
});
