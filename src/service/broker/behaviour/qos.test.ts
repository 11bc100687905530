import assert from "node:assert/strict";
import { test } from "vitest";
import { aBroker } from "../testing/a-broker.ts";
import { friend } from "../testing/friend.ts";
import { loggedIn } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

test.each([0, 1, 2] as const)("a message at QoS %s arrives once, as it was sent", async (qos) => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await using writer = await friend(broker);
  await reader.client.subscribeAsync("a/+", { qos });
  await writer.client.publishAsync("a/b", "hello", { qos });
  await writer.client.publishAsync("a/c", "", { qos });
  await reader.receives(2);
  const seen = reader.received.map(({ topic, text, qos, retain, dup }) => [topic, text, qos, retain, dup]);
  assert.deepEqual(seen, [
    ["a/b", "hello", qos, false, false],
    ["a/c", "", qos, false, false],
  ]);
});

test("a message is delivered at the lower of the QoS it was published and subscribed with", async () => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await reader.client.subscribeAsync({ low: { qos: 0 }, middle: { qos: 1 }, high: { qos: 2 } });
  for (const topic of ["low", "middle", "high"])
    for (const qos of [0, 1, 2] as const) await reader.client.publishAsync(topic, `${qos}`, { qos });
  await reader.receives(9);
  const seen = reader.received.map(({ topic, text, qos }) => `${topic} ${text}: ${qos}`);
  assert.deepEqual(seen.toSorted(), [
    "high 0: 0",
    "high 1: 1",
    "high 2: 2",
    "low 0: 0",
    "low 1: 0",
    "low 2: 0",
    "middle 0: 0",
    "middle 1: 1",
    "middle 2: 1",
  ]);
});

test("overlapping subscriptions bring a message once, at the highest QoS", async () => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await reader.client.subscribeAsync({ "a/#": { qos: 0 }, "a/+": { qos: 2 }, "a/b": { qos: 1 } });
  await reader.client.publishAsync("a/b", "one", { qos: 2 });
  await reader.client.publishAsync("a/b", "end", { qos: 2 });
  await reader.receives(2);
  assert.deepEqual(
    reader.received.map(({ text, qos }) => [text, qos]),
    [
      ["one", 2],
      ["end", 2],
    ],
  );
});

test("PUBACKs come in the order of the messages, many in flight at the same time", async () => {
  await using broker = await aBroker();
  await using client = await loggedIn(broker, "many");
  const ids = Array.from({ length: 5000 }, (_, i) => i + 1);
  client.say(
    ...ids.map((messageId) => ({
      cmd: "publish" as const,
      topic: "t",
      payload: `${messageId}`,
      qos: 1 as const,
      dup: false,
      retain: false,
      messageId,
    })),
  );
  await until(() => client.heard.length > ids.length, "all PUBACKs");
  const acks = client.heard.filter(({ cmd }) => cmd === "puback").map(({ messageId }) => messageId);
  assert.deepEqual(acks, ids);
});

test("a QoS 2 message that is sent again before its PUBREL, on the same connection or the next, is delivered once", async () => {
  await using broker = await aBroker();
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("t", { qos: 2 });
  const publish = {
    cmd: "publish" as const,
    topic: "t",
    payload: "once",
    qos: 2 as const,
    retain: false,
    messageId: 7,
  };
  {
    await using writer = await loggedIn(broker, "writer", { clean: false });
    writer.say({ ...publish, dup: false }, { ...publish, dup: true });
    await writer.hear("pubrec");
    await writer.hear("pubrec");
  }
  {
    await using writer = await loggedIn(broker, "writer", { clean: false });
    assert.equal(writer.present, true);
    writer.say({ ...publish, dup: true });
    await writer.hear("pubrec");
    writer.say({ cmd: "pubrel", messageId: 7 });
    await writer.hear("pubcomp");
    // Released: the identifier now stands for another message.
    writer.say({ ...publish, dup: false, payload: "another" });
    await writer.hear("pubrec");
  }
  await reader.receives(2);
  assert.deepEqual(reader.texts(), ["once", "another"]);
});

test("PUBREL for a message that is not known is answered, so that its sender comes to rest", async () => {
  await using broker = await aBroker();
  await using client = await loggedIn(broker, "c");
  client.say({ cmd: "pubrel", messageId: 99 });
  assert.equal((await client.hear("pubcomp")).messageId, 99);
});

test("what was not acknowledged is sent again after a reconnect, first, as a duplicate, with the identifier it had", async () => {
  await using broker = await aBroker();
  await using writer = await friend(broker);
  const ids: (number | undefined)[] = [];
  {
    await using reader = await loggedIn(broker, "reader", { clean: false });
    reader.say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 2 }] });
    await reader.hear("suback");
    for (const qos of [1, 2] as const) await writer.client.publishAsync("t", `${qos}`, { qos });
    ids.push((await reader.hear("publish")).messageId, (await reader.hear("publish")).messageId);
  }
  await writer.client.publishAsync("t", "later", { qos: 1 });
  {
    await using reader = await loggedIn(broker, "reader", { clean: false });
    const again = [await reader.hear("publish"), await reader.hear("publish"), await reader.hear("publish")];
    assert.deepEqual(
      again.map(({ dup, payload }) => [dup, payload.toString()]),
      [
        [true, "1"],
        [true, "2"],
        [false, "later"],
      ],
    );
    assert.deepEqual(
      again.slice(0, 2).map(({ messageId }) => messageId),
      ids,
    );
    reader.say({ cmd: "pubrec", messageId: again[1]?.messageId ?? 0 });
    await reader.hear("pubrel");
  }
  await using reader = await loggedIn(broker, "reader", { clean: false });
  assert.equal((await reader.hear("pubrel")).messageId, ids[1]);
  assert.deepEqual(
    reader.heard.filter(({ cmd }) => cmd === "publish").map(({ messageId }) => messageId === ids[1]),
    [false, false],
  );
});
