/**
 * The same conversations with a real mosquitto and with our broker, on the same users, rights and certificate. Where MQTT 3.1.1 leaves
 * no choice, what can be observed must be the same; where it does, the conversation leaves it out.
 */
import assert from "node:assert/strict";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ABroker, aBroker } from "../../src/service/broker/testing/a-broker.ts";
import { connectBytes, field, packet } from "../../src/service/broker/testing/bytes.ts";
import { type Address, loggedIn, type RawClient, rawClient } from "../../src/service/broker/testing/raw-client.ts";
import { until } from "../../src/service/broker/testing/until.ts";
import { realMosquitto } from "./broker-programs.ts";

const acl =
  "user ann\ntopic readwrite a/#\ntopic readwrite +/shared\ntopic deny a/secret\ntopic read $SYS/#\nuser ben\ntopic read a/#\npattern readwrite own/%u/%c\n";

let ours: ABroker;
let theirs: Awaited<ReturnType<typeof realMosquitto>>;

beforeAll(async () => {
  ours = await aBroker({ acl });
  theirs = await realMosquitto(ours);
});

afterAll(async () => {
  await theirs?.[Symbol.asyncDispose]();
  await ours?.[Symbol.asyncDispose]();
});

const ben = { username: "ben", password: Buffer.from("pw-ben") };
const id = (n: number) => Buffer.from([n >> 8, n & 0xff]);
const subscribe = (topic: string, qos: 0 | 1 | 2) => ({
  cmd: "subscribe" as const,
  messageId: 1,
  subscriptions: [{ topic, qos }],
});
const publish = (
  topic: string,
  payload: string,
  qos: 0 | 1 | 2 = 0,
  more: { retain?: boolean; messageId?: number; dup?: boolean } = {},
) => ({
  cmd: "publish" as const,
  topic,
  payload,
  qos,
  dup: false,
  retain: false,
  ...(qos > 0 && { messageId: 7 }),
  ...more,
});

/** Everything that a client has heard once the broker has answered all it was asked, without packet identifiers of the broker's choice. */
async function told(client: RawClient): Promise<readonly string[]> {
  if (!client.closed()) client.say({ cmd: "pingreq" });
  await client.hear("pingresp").catch(() => undefined);
  const heard = client.heard.flatMap((one) => {
    if (one.cmd === "publish")
      return [`publish ${one.topic} ${one.payload} qos ${one.qos} retain ${one.retain} dup ${one.dup}`];
    if (one.cmd === "connack") return [`connack ${one.returnCode} present ${one.sessionPresent}`];
    if (one.cmd === "suback") return [`suback ${one.granted}`];
    return one.cmd === "pingresp" ? [] : [`${one.cmd} ${one.messageId}`];
  });
  return client.closed() ? [...heard, "closed"] : heard;
}

/** Waits for a message that ends the conversation: all before it has then arrived. */
async function untilEnd(client: RawClient): Promise<void> {
  await until(() => client.heard.some((one) => one.cmd === "publish" && `${one.payload}` === "end"), "the end");
}

type Script = (address: Address) => Promise<unknown>;

const scripts: Readonly<Record<string, Script>> = {
  async "each QoS published, subscribed with each"(address) {
    const seen: unknown[] = [];
    for (const granted of [0, 1, 2] as const) {
      await using reader = await loggedIn(address, `reader${granted}`);
      reader.say(subscribe("a/#", granted));
      await reader.hear("suback");
      await using writer = await loggedIn(address, `writer${granted}`);
      for (const qos of [0, 1] as const) writer.say(publish(`a/${qos}`, "x", qos));
      writer.say(publish("a/2", "x", 2), { cmd: "pubrel", messageId: 7 });
      await writer.hear("pubcomp");
      writer.say(publish("a/end", "end"));
      await untilEnd(reader);
      seen.push(await told(reader), await told(writer));
    }
    return seen;
  },
  async "retained messages"(address) {
    await using writer = await loggedIn(address, "writer");
    await using before = await loggedIn(address, "before");
    before.say(subscribe("a/r/#", 1));
    await before.hear("suback");
    for (const [topic, text] of [
      ["a/r/1", "one"],
      ["a/r/1", "two"],
      ["a/r/2", "x"],
      ["a/r/2", ""],
      ["a/r/end", "end"],
    ] as const)
      writer.say(publish(topic, text, 1, { retain: true }));
    await untilEnd(before);
    await using after = await loggedIn(address, "after");
    after.say(subscribe("a/r/#", 0));
    await untilEnd(after);
    for (const topic of ["a/r/1", "a/r/end"]) writer.say(publish(topic, "", 1, { retain: true }));
    const answered = await told(writer);
    return [answered, await told(before), (await told(after)).toSorted()];
  },
  async "a session that waits"(address) {
    const seen: unknown[] = [];
    for (const step of ["begin", "away", "again", "clean", "after"]) {
      if (step === "away") {
        await using writer = await loggedIn(address, "writer");
        for (const qos of [0, 1] as const) writer.say(publish("a/s", `${qos}`, qos));
        writer.say(publish("a/s", "end", 1));
        seen.push(await told(writer));
        continue;
      }
      await using reader = await loggedIn(address, "sleeper", { clean: step === "clean" });
      if (step === "begin") reader.say(subscribe("a/s", 1));
      if (step === "again") {
        await untilEnd(reader);
        for (const one of reader.heard)
          if (one.cmd === "publish") reader.say({ cmd: "puback", messageId: one.messageId ?? 0 });
      }
      seen.push(await told(reader));
      reader.say({ cmd: "disconnect" });
      await reader.untilClosed();
    }
    await using last = await loggedIn(address, "sleeper");
    return [...seen, await told(last)];
  },
  async "QoS 2 sent again before and after its release"(address) {
    await using reader = await loggedIn(address, "reader");
    reader.say(subscribe("a/#", 2));
    await using writer = await loggedIn(address, "writer");
    writer.say(
      publish("a/2", "once", 2),
      publish("a/2", "once", 2, { dup: true }),
      { cmd: "pubrel", messageId: 7 },
      { cmd: "pubrel", messageId: 7 },
    );
    writer.say(publish("a/2", "end", 2), { cmd: "pubrel", messageId: 7 });
    await untilEnd(reader);
    return [await told(reader), await told(writer)];
  },
  async "overlapping subscriptions, unsubscribing, and subscribing again"(address) {
    await using reader = await loggedIn(address, "reader");
    reader.say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "a/x", qos: 0 }] }, subscribe("a/x", 1));
    reader.say({ cmd: "unsubscribe", messageId: 2, unsubscriptions: ["a/x", "never"] }, publish("a/x", "unheard", 1));
    reader.say(subscribe("a/#", 0), publish("a/end", "end"));
    await untilEnd(reader);
    return told(reader);
  },
  async wills(address) {
    await using witness = await loggedIn(address, "witness");
    witness.say(subscribe("a/will/#", 1));
    await witness.hear("suback");
    const will = (name: string) => ({
      will: { topic: `a/will/${name}`, payload: Buffer.from("gone"), qos: 1 as const, retain: false },
    });
    const leaver = await loggedIn(address, "leaver", will("leaver"));
    leaver.say({ cmd: "disconnect" });
    await leaver.untilClosed();
    const first = await loggedIn(address, "twice", will("taken-over"));
    await using second = await loggedIn(address, "twice", will("never"));
    await first.untilClosed();
    const broken = await loggedIn(address, "broken", will("broken"));
    broken.socket.destroy();
    await until(() => witness.heard.filter(({ cmd }) => cmd === "publish").length === 2, "two wills");
    second.say({ cmd: "disconnect" });
    await second.untilClosed();
    return told(witness);
  },
  async "rights: what may be published and what is delivered"(address) {
    await using witness = await loggedIn(address, "witness");
    await using other = await loggedIn(address, "c9", ben);
    witness.say(subscribe("a/#", 1), subscribe("x/shared", 1));
    other.say(subscribe("a/#", 1), subscribe("own/ben/c9", 1));
    await witness.hear("suback");
    await witness.hear("suback");
    await other.hear("suback");
    await other.hear("suback");
    for (const topic of ["a/secret", "b", "x/shared", "x/y/shared", "own/ben/c9", "$SYS/broker/version", "a/1"]) {
      witness.say(publish(topic, "from ann", 1));
      other.say(publish(topic, "from ben", 1));
    }
    witness.say(publish("a/end", "end", 1));
    await untilEnd(witness);
    await untilEnd(other);
    const theirs = (await told(other)).filter((line) => line.startsWith("publish"));
    const mine = (await told(witness)).filter((line) => line.startsWith("publish"));
    return [mine, theirs];
  },
  async "$SYS is not under #, and can be read by name"(address) {
    await using reader = await loggedIn(address, "reader");
    reader.say(subscribe("$SYS/broker/#", 0));
    await until(
      () => reader.heard.some((one) => one.cmd === "publish" && one.topic === "$SYS/broker/clients/connected"),
      "$SYS",
    );
    const { retain } = await reader.hear("publish");
    return retain;
  },
};

test.each(Object.keys(scripts))("%s", async (name) => {
  const script = scripts[name];
  assert.ok(script);
  const [expected, actual] = [await script(theirs), await script(ours)];
  expect(actual).toEqual(expected);
});

const violations: readonly (readonly [string, boolean, Buffer])[] = [
  ["PUBLISH first", false, packet(0x30, field("t"), Buffer.from("x"))],
  ["a reserved flag in CONNECT", false, connectBytes("c", 0xc3)],
  ["a will of QoS 3", false, connectBytes("c", 0xde, field("w"), field("x"), field("ann"), field("pw-ann"))],
  ["will QoS without will", false, connectBytes("c", 0xca)],
  ["U+0000 in a client identifier", false, connectBytes("a\0b")],
  ["another protocol's name", false, packet(0x10, field("HTTP"), 4, 2, 0, 0, field("c"))],
  [
    "a session without identifier",
    false,
    packet(0x10, field("MQTT"), 4, 0xc0, 0, 0, field(""), field("ann"), field("pw-ann")),
  ],
  ["MQTT 3.1.1 spoken as level 9", false, packet(0x10, field("MQTT"), 9, 2, 0, 0, field("c"))],
  ["a second CONNECT", true, connectBytes("c")],
  ["a wildcard in a topic", true, packet(0x32, field("a/#"), id(3), Buffer.from("x"))],
  ["an empty topic", true, packet(0x30, field(""), Buffer.from("x"))],
  ["a topic that is no UTF-8", true, packet(0x30, field(Buffer.from([0xc3, 0x28])), Buffer.from("x"))],
  ["QoS 3", true, packet(0x36, field("a/x"), id(3), Buffer.from("x"))],
  ["identifier zero", true, packet(0x32, field("a/x"), id(0), Buffer.from("x"))],
  ["a control character in a topic", true, packet(0x30, field("a\nb"), Buffer.from("x"))],
  ["too many levels", true, packet(0x30, field(`a${"/".repeat(300)}`), Buffer.from("x"))],
  ["SUBSCRIBE with wrong flags", true, packet(0x80, id(1), field("a"), 0)],
  ["SUBSCRIBE to nothing", true, packet(0x82, id(1))],
  ["SUBSCRIBE to no filter", true, packet(0x82, id(1), field("a/#/b"), 0)],
  ["SUBSCRIBE with QoS 3", true, packet(0x82, id(1), field("a"), 3)],
  ["UNSUBSCRIBE from nothing", true, packet(0xa2, id(1))],
  ["PUBREL with wrong flags", true, packet(0x60, id(1))],
  ["a packet of type 0", true, packet(0x00)],
  ["a packet of type 15", true, packet(0xf0)],
];

test.each(violations)("%s is answered alike", async (_, login, bytes) => {
  const answers: unknown[] = [];
  for (const address of [theirs, ours]) {
    await using client = login ? await loggedIn(address, "violator") : await rawClient(address);
    client.say(bytes);
    await client.untilClosed();
    answers.push(await told(client));
  }
  expect(answers[1]).toEqual(answers[0]);
});
