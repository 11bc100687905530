import assert from "node:assert/strict";
import { test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { friend } from "../testing/friend.ts";
import { loggedIn } from "../testing/raw-client.ts";

const acl = `
user ann
topic write data/#
topic read answers/ann
topic readwrite own/%u

user ben
topic read data/#
topic deny data/secret
topic write answers/#
pattern readwrite mine/%u/#
`;

test("a subscription is granted only if one rule covers all of it", async () => {
  await using broker = await aBroker({ acl });
  await using client = await loggedIn(broker, "c", { username: "ben", password: Buffer.from("pw-ben") });
  const filters = [
    "data/#",
    "data/+/x",
    "#",
    "+/a",
    "answers/x",
    "data/secret",
    "mine/ben/#",
    "mine/+/x",
    "mine/ann/x",
    "$SYS/#",
  ];
  client.say({ cmd: "subscribe", messageId: 1, subscriptions: filters.map((topic) => ({ topic, qos: 1 as const })) });
  const { granted } = await client.hear("suback");
  assert.deepEqual(granted, [1, 1, 128, 128, 128, 128, 1, 128, 128, 128]);
  assert.equal(broker.count("subscriptions_denied"), 7);
});

test.each([0, 1, 2] as const)(
  "a denied publish at QoS %s reaches nobody, is acknowledged, logged and counted",
  async (qos) => {
    await using broker = await aBroker({ acl });
    await using witness = await friend(broker, { username: "ben", password: "pw-ben" });
    await witness.client.subscribeAsync("data/#", { qos: 1 });
    await using writer = await friend(broker);
    await writer.client.publishAsync("answers/x", "denied", { qos });
    await writer.client.publishAsync("own/ann", "denied: %u is a pattern's, not a topic's", { qos });
    await writer.client.publishAsync("data/1", "allowed", { qos: 1 });
    await witness.receives(1);
    assert.deepEqual(witness.texts(), ["allowed"]);
    assert.equal(broker.count("publishes_denied"), 2);
    assert.ok(broker.log.some((line) => line.includes("publish denied") && line.includes("answers/x")));
  },
);

test("what is granted as a whole is still checked message by message", async () => {
  await using broker = await aBroker({ acl });
  await using reader = await friend(broker, { username: "ben", password: "pw-ben" });
  await reader.client.subscribeAsync("data/#", { qos: 1 });
  await using writer = await friend(broker);
  await writer.client.publishAsync("data/secret", "x", { qos: 1, retain: true });
  await writer.client.publishAsync("data/open", "y", { qos: 1 });
  await reader.receives(1);
  await reader.client.subscribeAsync("data/#", { qos: 1 });
  await writer.client.publishAsync("data/end", "z", { qos: 1 });
  await reader.receives(2);
  assert.deepEqual(reader.texts(), ["y", "z"]);
  assert.equal(broker.count("deliveries_denied"), 2);
});
