import assert from "node:assert/strict";
import { test } from "vitest";
import type { Intake } from "../../intake.ts";
import { aBroker } from "../testing/a-broker.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { loggedIn } from "../testing/raw-client.ts";
import { until } from "../testing/until.ts";

interface Offer {
  readonly topic: string;
  readonly text: string;
  resolve(): void;
  reject(error: Error): void;
}

/** Wants everything below `data/`, and leaves it to the test when it is durable. */
function anIntake(): Intake & { readonly offers: readonly Offer[] } {
  const offers: Offer[] = [];
  return {
    offers,
    offer(topic, payload) {
      if (!topic.startsWith("data/")) return undefined;
      const text = Buffer.from(payload).toString();
      return new Promise((resolve, reject) => offers.push({ topic, text, resolve, reject }));
    },
  };
}

const publish = (messageId: number, more: { topic?: string; qos?: 1 | 2; dup?: boolean } = {}) => ({
  cmd: "publish" as const,
  topic: "data/x",
  payload: `${messageId}`,
  qos: 1 as const,
  dup: false,
  retain: false,
  messageId,
  ...more,
});

test("PUBACK comes only when the message is durable, and in order even if a later one is durable first", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake });
  await using client = await loggedIn(broker, "c");
  client.say(publish(1), publish(2), publish(3, { topic: "other" }), { cmd: "pingreq" });
  await client.hear("pingresp");
  assert.deepEqual(
    intake.offers.map(({ text }) => text),
    ["1", "2"],
  );
  intake.offers[1]?.resolve();
  client.say({ cmd: "pingreq" });
  await client.hear("pingresp");
  assert.ok(!client.heard.some(({ cmd }) => cmd === "puback"));
  intake.offers[0]?.resolve();
  await until(() => client.heard.filter(({ cmd }) => cmd === "puback").length === 3, "three PUBACKs");
  assert.deepEqual(
    client.heard.filter(({ cmd }) => cmd === "puback").map(({ messageId }) => messageId),
    [1, 2, 3],
  );
});

test("a client whose message waits does not hold up another", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake });
  await using client = await loggedIn(broker, "c");
  client.say(publish(1));
  await until(() => intake.offers.length === 1, "the offer");
  await stillServes(broker);
});

test("a message that could not be stored is not acknowledged: the connection closes, and it is counted", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake });
  await using client = await loggedIn(broker, "c");
  client.say(publish(1), publish(2));
  await until(() => intake.offers.length === 2, "the offers");
  intake.offers[0]?.reject(new Error("disk full"));
  intake.offers[1]?.resolve();
  await client.untilClosed();
  assert.ok(!client.heard.some(({ cmd }) => cmd === "puback"));
  assert.equal(broker.count("puback_failed"), 1);
  assert.ok(broker.log.some((line) => line.includes("not-stored") && line.includes("disk full")));
  await stillServes(broker);
});

test("at QoS 0 nobody is told, and it is counted", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake });
  await using client = await friend(broker);
  await client.client.publishAsync("data/x", "x", { qos: 0 });
  await until(() => intake.offers.length === 1, "the offer");
  intake.offers[0]?.reject(new Error("disk full"));
  await until(() => broker.count("messages_unstored") === 1, "it to be counted");
  assert.equal(client.client.connected, true);
});

test("a QoS 2 message goes to subscribers once, when it is durable, over two connections", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake });
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("data/#", { qos: 2 });
  {
    await using client = await loggedIn(broker, "c", { clean: false });
    client.say(publish(5, { qos: 2 }));
    await until(() => intake.offers.length === 1, "the offer");
  }
  await using client = await loggedIn(broker, "c", { clean: false });
  client.say(publish(5, { qos: 2, dup: true }), { cmd: "pingreq" });
  await client.hear("pingresp");
  assert.ok(!client.heard.some(({ cmd }) => cmd === "pubrec"));
  intake.offers[0]?.resolve();
  await client.hear("pubrec");
  client.say({ cmd: "pubrel", messageId: 5 });
  await client.hear("pubcomp");
  await reader.receives(1);
  assert.deepEqual([reader.texts(), intake.offers.length], [["5"], 1]);
});

test("a QoS 2 message that was refused is taken as a new one when it comes again", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake });
  await using reader = await friend(broker);
  await reader.client.subscribeAsync("data/#", { qos: 2 });
  {
    await using client = await loggedIn(broker, "c", { clean: false });
    client.say(publish(5, { qos: 2 }));
    await until(() => intake.offers.length === 1, "the offer");
    intake.offers[0]?.reject(new Error("disk full"));
    await client.untilClosed();
  }
  await using client = await loggedIn(broker, "c", { clean: false });
  client.say(publish(5, { qos: 2, dup: true }));
  await until(() => intake.offers.length === 2, "the second offer");
  intake.offers[1]?.resolve();
  await client.hear("pubrec");
  await reader.receives(1);
  assert.deepEqual(reader.texts(), ["5"]);
});

test("a client that sends faster than can be stored is read no faster, and gets every PUBACK in the end", async () => {
  const intake = anIntake();
  await using broker = await aBroker({ intake: () => intake, bounds: { unstoredBytes: 10_000 } });
  await using client = await loggedIn(broker, "c");
  const ids = Array.from({ length: 20_000 }, (_, i) => i + 1);
  client.say(...ids.map((id) => publish(id)));
  await until(() => intake.offers.length > 500, "the first offers");
  await stillServes(broker);
  assert.ok(intake.offers.length < ids.length / 4, `${intake.offers.length} offers at once`);
  let stored = 0;
  await until(() => {
    for (; stored < intake.offers.length; stored++) intake.offers[stored]?.resolve();
    return client.heard.length > ids.length;
  }, "all PUBACKs");
});

test("while an ingest service that was there is away, its messages wait and are not acknowledged; others pass", async () => {
  let intake: (Intake & { readonly offers: readonly Offer[] }) | undefined = anIntake();
  const first = intake;
  await using broker = await aBroker({ intake: () => intake });
  await using client = await loggedIn(broker, "c");
  client.say(publish(1), publish(2, { topic: "other" }));
  await until(() => first.offers.length === 1, "the offer");
  first.offers[0]?.resolve();
  await until(() => client.heard.length === 3, "both PUBACKs");
  intake = undefined;
  client.say(publish(3, { topic: "other" }), publish(4));
  assert.equal((await client.hear("puback")).messageId, 1);
  await client.hear("puback");
  assert.equal((await client.hear("puback")).messageId, 3);
  const second = anIntake();
  intake = second;
  await until(() => second.offers.length === 1, "the message that waited");
  assert.equal(second.offers[0]?.text, "4");
  second.offers[0]?.resolve();
  assert.equal((await client.hear("puback")).messageId, 4);
});

test("an ingest service that the launch names is waited for from the beginning, and not for ever", async () => {
  await using broker = await aBroker({ ingest: "telegraf", bounds: { intakeAbsentMs: 100 } });
  await using client = await loggedIn(broker, "c");
  client.say(publish(1));
  await client.untilClosed();
  assert.equal(broker.count("puback_failed"), 1);
});

test("without any ingest service messages are acknowledged at once", async () => {
  await using broker = await aBroker();
  await using client = await loggedIn(broker, "c");
  client.say(publish(1));
  await client.hear("puback");
});

test("an intake that throws is one that did not store", async () => {
  const intake: Intake = {
    offer() {
      throw new Error("broken");
    },
  };
  await using broker = await aBroker({ intake: () => intake });
  await using client = await loggedIn(broker, "c");
  client.say(publish(1));
  await client.untilClosed();
  assert.equal(broker.count("puback_failed"), 1);
});
