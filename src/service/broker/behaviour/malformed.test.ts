import assert from "node:assert/strict";
import { test } from "vitest";
import { type ABroker, aBroker } from "../testing/a-broker.ts";
import { connectBytes, field, packet } from "../testing/bytes.ts";
import { friend, stillServes } from "../testing/friend.ts";
import { loggedIn, rawClient } from "../testing/raw-client.ts";

const id = (n: number) => Buffer.from([n >> 8, n & 0xff]);

const beforeLogin: readonly (readonly [string, Buffer])[] = [
  ["a PUBLISH before CONNECT", packet(0x30, field("t"), Buffer.from("x"))],
  ["a PINGREQ before CONNECT", packet(0xc0)],
  ["a SUBSCRIBE before CONNECT", packet(0x82, id(1), field("t"), 0)],
  ["a CONNECT with flags in its first byte", Buffer.concat([Buffer.from([0x11]), connectBytes("c").subarray(1)])],
  ["a CONNECT of another protocol", packet(0x10, field("HTTP"), 4, 2, 0, 0, field("c"))],
  ["a CONNECT with its reserved flag set", connectBytes("c", 0xc3)],
  ["a CONNECT with a password and no user", connectBytes("c", 0x42, field("pw"))],
  ["a CONNECT with will QoS 3", connectBytes("c", 0xde, field("w"), field("x"), field("ann"), field("pw-ann"))],
  ["a CONNECT with will QoS and no will", connectBytes("c", 0xca)],
  ["a CONNECT with will retain and no will", connectBytes("c", 0xe2)],
  [
    "a CONNECT whose will topic has a wildcard",
    connectBytes("c", 0xc6, field("w/#"), field("x"), field("ann"), field("pw-ann")),
  ],
  ["a CONNECT that ends too early", connectBytes("c", 0xc2, field("ann"))],
  ["a CONNECT with bytes left over", connectBytes("c", 0xc2, field("ann"), field("pw-ann"), 0)],
  ["a CONNECT whose client identifier holds U+0000", connectBytes("a\0b")],
  ["a CONNECT whose user name is no UTF-8", connectBytes("c", 0xc2, field(Buffer.from([0xff])), field("pw-ann"))],
  ["a remaining length of five bytes", Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0x01])],
];

const afterLogin: readonly (readonly [string, Buffer])[] = [
  ["a second CONNECT", connectBytes("c")],
  ["a PUBLISH to a topic with #", packet(0x30, field("a/#"), Buffer.from("x"))],
  ["a PUBLISH to a topic with +", packet(0x30, field("a/+/b"), Buffer.from("x"))],
  ["a PUBLISH to an empty topic", packet(0x30, field(""), Buffer.from("x"))],
  ["a PUBLISH to a topic with U+0000", packet(0x30, field("a\0b"), Buffer.from("x"))],
  ["a PUBLISH to a topic that is no UTF-8", packet(0x30, field(Buffer.from([0xc3, 0x28])), Buffer.from("x"))],
  [
    "a PUBLISH to a topic with half a surrogate",
    packet(0x30, field(Buffer.from([0xed, 0xa0, 0x80])), Buffer.from("x")),
  ],
  ["a PUBLISH to a topic with a control character", packet(0x30, field("a\nb"), Buffer.from("x"))],
  ["a PUBLISH to a topic of too many levels", packet(0x30, field("/".repeat(300)), Buffer.from("x"))],
  ["a PUBLISH whose topic is longer than the packet", packet(0x30, 0xff, 0xff, 0x61)],
  ["a PUBLISH without topic", packet(0x30)],
  ["a PUBLISH at QoS 3", packet(0x36, field("t"), id(1), Buffer.from("x"))],
  ["a PUBLISH with DUP at QoS 0", packet(0x38, field("t"), Buffer.from("x"))],
  ["a QoS 1 PUBLISH with identifier zero", packet(0x32, field("t"), id(0), Buffer.from("x"))],
  ["a QoS 1 PUBLISH without identifier", packet(0x32, field("t"))],
  ["a SUBSCRIBE with wrong flags", packet(0x80, id(1), field("t"), 0)],
  ["a SUBSCRIBE with identifier zero", packet(0x82, id(0), field("t"), 0)],
  ["a SUBSCRIBE without filter", packet(0x82, id(1))],
  ["a SUBSCRIBE to what is no filter", packet(0x82, id(1), field("a/#/b"), 0)],
  ["a SUBSCRIBE with QoS 3", packet(0x82, id(1), field("t"), 3)],
  ["a SUBSCRIBE with reserved QoS bits", packet(0x82, id(1), field("t"), 0x41)],
  ["a SUBSCRIBE that ends inside a filter", packet(0x82, id(1), 0, 9, 0x61)],
  ["an UNSUBSCRIBE without filter", packet(0xa2, id(1))],
  ["an UNSUBSCRIBE with wrong flags", packet(0xa0, id(1), field("t"))],
  ["a PUBACK that is not due", packet(0x40, id(1))],
  ["a PUBREC that is not due", packet(0x50, id(1))],
  ["a PUBCOMP that is not due", packet(0x70, id(1))],
  ["a PUBREL with wrong flags", packet(0x60, id(1))],
  ["a PUBREL with identifier zero", packet(0x62, id(0))],
  ["a PUBACK of three bytes", packet(0x40, 0, 1, 0)],
  ["a PINGREQ with a body", packet(0xc0, 0)],
  ["a PINGREQ with flags", packet(0xc1)],
  ["a DISCONNECT with a body", packet(0xe0, 0)],
  ["a CONNACK", packet(0x20, 0, 0)],
  ["a SUBACK", packet(0x90, id(1), 0)],
  ["a packet of type 0", packet(0x00)],
  ["a packet of type 15", packet(0xf0)],
];

async function endsAlone(broker: ABroker, say: () => Promise<{ untilClosed(): Promise<void> }>): Promise<void> {
  await using neighbour = await friend(broker);
  const client = await say();
  await client.untilClosed();
  assert.equal(broker.count("packets_malformed"), 1);
  assert.equal(neighbour.client.connected, true);
  await stillServes(broker);
}

test.each(beforeLogin)("%s ends the connection, and no other", async (_, bytes) => {
  await using broker = await aBroker();
  await endsAlone(broker, async () => {
    const client = await rawClient(broker);
    client.say(bytes);
    return client;
  });
});

test.each(afterLogin)("%s ends the connection, and no other", async (_, bytes) => {
  await using broker = await aBroker();
  await endsAlone(broker, async () => {
    const client = await loggedIn(broker, "c");
    client.say(bytes);
    return client;
  });
});

test("an acknowledgement of the wrong kind ends the connection, and what was owed is kept", async () => {
  await using broker = await aBroker();
  await using writer = await friend(broker);
  {
    await using reader = await loggedIn(broker, "reader", { clean: false });
    reader.say({ cmd: "subscribe", messageId: 1, subscriptions: [{ topic: "t", qos: 2 }] });
    await reader.hear("suback");
    await writer.client.publishAsync("t", "x", { qos: 2 });
    const { messageId } = await reader.hear("publish");
    reader.say({ cmd: "puback", messageId: messageId ?? 0 });
    await reader.untilClosed();
  }
  await using reader = await loggedIn(broker, "reader", { clean: false });
  assert.equal(`${(await reader.hear("publish")).payload}`, "x");
});

test("a packet over the limit is refused from its first bytes, and memory for it is never taken", async () => {
  await using broker = await aBroker({ limits: { packetBytes: 1000 } });
  await using client = await loggedIn(broker, "c");
  client.say(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
  await client.untilClosed();
  assert.equal(broker.count("packets_oversized"), 1);
  await using exact = await loggedIn(broker, "exact");
  exact.say(packet(0x32, field("t"), id(1), Buffer.alloc(1000 - 3 - 3 - 2)));
  await exact.hear("puback");
  exact.say(packet(0x32, field("t"), id(1), Buffer.alloc(1000 - 3 - 3 - 1)));
  await exact.untilClosed();
  await stillServes(broker);
});

test("a CONNECT over the limit is refused before anybody has logged in", async () => {
  await using broker = await aBroker({ limits: { packetBytes: 1000 } });
  await using client = await rawClient(broker);
  client.say(connectBytes("c".repeat(2000)));
  await client.untilClosed();
  assert.equal(broker.count("packets_oversized"), 1);
});
