import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import type { AddressInfo, Socket } from "node:net";
import { join } from "node:path";
import { createServer } from "node:tls";
import { generate, type Packet, parser } from "mqtt-packet";
import { pino } from "pino";
import { test } from "vitest";
import { anAuthority } from "../../agent/testing/authority.ts";
import { scratch } from "../../agent/testing/scratch.ts";
import { until } from "../../agent/testing/until.ts";
import { Subscription, type SubscriptionPace } from "./subscription.ts";

const authority = await anAuthority();
const issued = await authority.issue(["broker"]);
const soon = { floorMs: 1, baseMs: 1, capMs: 5 };
const pace: SubscriptionPace = { reconnect: soon, refused: soon, stableMs: 60_000, connectMs: 15_000, keepAliveS: 60 };

/** A broker that does as it is told, and the subscription under test. */
async function aSubscription(
  store: (topic: string, text: string) => Promise<void> | undefined,
  granted: (filter: string) => number = () => 1,
) {
  const directory = await scratch();
  const file = async (name: string, text: string) => {
    await writeFile(join(directory.dir, name), text);
    return join(directory.dir, name);
  };
  const received: Packet[] = [];
  let connections = 0;
  let latest: Socket | undefined;
  const server = createServer({ cert: issued.certificate, key: issued.key }, (socket) => {
    connections++;
    latest = socket;
    const packets = parser();
    socket.on("error", () => {}).on("data", (chunk) => packets.parse(chunk));
    packets.on("packet", (packet) => {
      received.push(packet);
      if (packet.cmd === "connect") socket.write(generate({ cmd: "connack", returnCode: 0, sessionPresent: false }));
      if (packet.cmd !== "subscribe") return;
      const codes = packet.subscriptions.map(({ topic }) => granted(topic));
      socket.write(generate({ cmd: "suback", messageId: packet.messageId ?? 0, granted: codes }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const subscription = new Subscription({
    link: {
      host: "127.0.0.1",
      port: (server.address() as AddressInfo).port,
      serverName: "broker",
      caFile: await file("ca", authority.ca),
      user: "telegraf",
      passwordFile: await file("password", "pw"),
      clientId: "telegraf",
      packetBytes: 1_000,
    },
    filters: ["plant/#"],
    intake: { offer: (topic, payload) => store(topic, Buffer.from(payload).toString()) },
    pace,
    around: { log: pino({ enabled: false }), now: Date.now, signal: new AbortController().signal },
  });
  return {
    subscription,
    received,
    connections: () => connections,
    acknowledged: () => received.flatMap((packet) => (packet.cmd === "puback" ? [packet.messageId] : [])),
    say(messageId: number, payload: string, more: { readonly retain?: boolean; readonly qos?: 0 | 1 } = {}) {
      const { qos = 1, retain = false } = more;
      const own = qos === 0 ? {} : { messageId };
      latest?.write(generate({ cmd: "publish", topic: "plant/1", payload, qos, retain, dup: false, ...own }));
    },
    async [Symbol.asyncDispose]() {
      await subscription[Symbol.asyncDispose]();
      await new Promise((resolve) => server.close(resolve));
      await directory[Symbol.asyncDispose]();
    },
  };
}

test("it asks for a session that is kept, under its own name, at QoS 1", async () => {
  await using given = await aSubscription(() => undefined);
  await until("subscribed", () => given.subscription.isSubscribed);
  const [connect, subscribe] = given.received;
  assert.ok(connect?.cmd === "connect" && subscribe?.cmd === "subscribe");
  assert.deepEqual([connect.clean, connect.clientId, connect.username], [false, "telegraf", "telegraf"]);
  assert.deepEqual(
    subscribe.subscriptions.map(({ topic, qos }) => [topic, qos]),
    [["plant/#", 1]],
  );
});

test("a message is acknowledged when it is stored, and not before", async () => {
  let stored = () => {};
  const offered: string[] = [];
  await using given = await aSubscription((_, text) => {
    offered.push(text);
    return text === "slow" ? new Promise((resolve) => (stored = resolve)) : undefined;
  });
  await until("subscribed", () => given.subscription.isSubscribed);
  given.say(1, "slow");
  given.say(2, "not wanted");
  await until("both offered", () => offered.length === 2);
  assert.deepEqual([given.acknowledged(), given.subscription.counters().acknowledgements_owed], [[], 2]);
  stored();
  await until("both acknowledged", () => given.acknowledged().length === 2);
  assert.deepEqual(given.acknowledged(), [1, 2]);
});

test("one that could not be stored is not acknowledged, and is asked for again on a new connection", async () => {
  let fails = true;
  await using given = await aSubscription(() => (fails ? Promise.reject(new Error("disk full")) : Promise.resolve()));
  await until("subscribed", () => given.subscription.isSubscribed);
  given.say(1, "first");
  await until("a second connection", () => given.connections() === 2 && given.subscription.isSubscribed);
  assert.deepEqual(given.acknowledged(), []);
  fails = false;
  given.say(1, "first");
  await until("acknowledged", () => given.acknowledged().length === 1);
});

test("what the broker retained is passed over and acknowledged", async () => {
  const offered: string[] = [];
  await using given = await aSubscription((_, text) => {
    offered.push(text);
    return Promise.resolve();
  });
  await until("subscribed", () => given.subscription.isSubscribed);
  given.say(1, "old", { retain: true });
  given.say(2, "new");
  await until("both acknowledged", () => given.acknowledged().length === 2);
  assert.deepEqual([offered, given.subscription.counters().retained_passed_over], [["new"], 1]);
});

test("a broker that refuses the subscription is named, and nothing counts as subscribed", async () => {
  await using given = await aSubscription(
    () => undefined,
    () => 0x80,
  );
  await until("trouble", () => given.subscription.trouble !== undefined);
  assert.match(given.subscription.trouble ?? "", /refuses the subscription to plant\/#/);
  assert.equal(given.subscription.isSubscribed, false);
});
