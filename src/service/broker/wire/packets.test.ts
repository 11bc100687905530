import assert from "node:assert/strict";
import fc from "fast-check";
import { generate, type IPublishPacket, parser } from "mqtt-packet";
import { test } from "vitest";
import { isTopicFilter, isTopicName } from "../../../model/topic.ts";
import { suback } from "./answers.ts";
import { readConnect } from "./connect.ts";
import { PublishView, writePublish } from "./publish.ts";
import { isQos } from "./qos.ts";
import { readSubscribe, readUnsubscribe } from "./subscribe.ts";
import { readText } from "./text.ts";

/** mqtt-packet is the witness: what it writes we read alike, what we write it reads alike. */
const parse = (bytes: Buffer) => {
  const found: unknown[] = [];
  const reader = parser({ protocolVersion: 4 });
  reader.on("packet", (one: unknown) => found.push(one));
  reader.parse(bytes);
  return found;
};

/** Where the body begins. */
function bodyOf(bytes: Buffer): number {
  let at = 1;
  while ((bytes[at] ?? 0) & 0x80) at++;
  return at + 1;
}

const clean = (text: string) => text !== "" && !/[\p{Cc}\p{Noncharacter_Code_Point}]/u.test(text);
const text = fc.string({ unit: "binary", maxLength: 12 }).filter(clean);
const topic = text.filter(isTopicName);
const filter = fc
  .oneof(
    topic,
    topic.map((name) => `${name}/+/#`),
  )
  .filter(isTopicFilter);
const qos = fc.constantFrom(0 as const, 1 as const, 2 as const);
const id = fc.integer({ min: 1, max: 65_535 });
const bytes = fc.uint8Array({ maxLength: 200 }).map((some) => Buffer.from(some));

test("CONNECT is read as it was written", () => {
  const will = fc.record({ topic, payload: bytes, qos, retain: fc.boolean() }, { noNullPrototype: true });
  const login = fc.option(fc.tuple(text, fc.option(bytes)), { nil: undefined });
  fc.assert(
    fc.property(
      text,
      fc.boolean(),
      fc.nat(65_535),
      fc.option(will, { nil: undefined }),
      login,
      (clientId, cleanSession, keepalive, w, l) => {
        const [username, password] = l ?? [];
        const packet = generate({
          cmd: "connect",
          protocolId: "MQTT",
          protocolVersion: 4,
          clientId,
          clean: cleanSession,
          keepalive,
          ...(w && { will: w }),
          ...(username !== undefined && { username }),
          ...(password && { password }),
        });
        assert.deepEqual(readConnect(packet, bodyOf(packet), packet.length), {
          clientId,
          clean: cleanSession,
          keepAliveS: keepalive,
          will: w,
          user: username,
          password: password ?? undefined,
        });
      },
    ),
  );
});

test("SUBSCRIBE and UNSUBSCRIBE are read as they were written", () => {
  fc.assert(
    fc.property(id, fc.array(fc.tuple(filter, qos), { minLength: 1, maxLength: 5 }), (messageId, wanted) => {
      const subscriptions = wanted.map(([one, granted]) => ({ topic: one, qos: granted }));
      const subscribe = generate({ cmd: "subscribe", messageId, subscriptions });
      const requests = wanted.map(([one, granted]) => ({ filter: one, qos: granted }));
      assert.deepEqual(readSubscribe(subscribe, bodyOf(subscribe), subscribe.length), { id: messageId, requests });
      const filters = wanted.map(([one]) => one);
      const unsubscribe = generate({ cmd: "unsubscribe", messageId, unsubscriptions: filters });
      assert.deepEqual(readUnsubscribe(unsubscribe, bodyOf(unsubscribe), unsubscribe.length), {
        id: messageId,
        filters,
      });
    }),
  );
});

test("PUBLISH is read as it was written, and written so that it is read alike", () => {
  const view = new PublishView();
  const payload = fc.oneof(
    bytes,
    fc.integer({ min: 0, max: 20_000 }).map((size) => Buffer.alloc(size, "x")),
  );
  fc.assert(
    fc.property(topic, payload, qos, fc.boolean(), id, (name, content, level, retain, messageId) => {
      const packet: IPublishPacket = {
        cmd: "publish",
        topic: name,
        payload: content,
        qos: level,
        retain,
        dup: false,
        ...(level && { messageId }),
      };
      const written = generate(packet);
      assert.equal(view.read(written[0] ?? 0, written, bodyOf(written), written.length), undefined);
      assert.equal(readText(written, view.topicStart, view.topicEnd), name);
      assert.deepEqual(written.subarray(view.payloadStart), content);
      assert.deepEqual([view.qos, view.retain, view.id], [level, retain, level ? messageId : 0]);
      const ours = writePublish(name, content, level > 0);
      ours.packet[0] = written[0] ?? 0;
      if (level > 0) ours.packet.writeUInt16BE(messageId, ours.idAt);
      assert.deepEqual(ours.packet, written);
    }),
  );
});

test("SUBACK is one that others read, however many codes it has", () => {
  fc.assert(
    fc.property(
      id,
      fc.array(fc.constantFrom(0 as const, 1 as const, 2 as const, 0x80 as const), { minLength: 1, maxLength: 300 }),
      (messageId, codes) => {
        const [read] = parse(suback(messageId, codes)) as { messageId: number; granted: number[] }[];
        assert.deepEqual([read?.messageId, read?.granted], [messageId, codes]);
      },
    ),
  );
});

test("arbitrary bytes are read or refused, without an error and without reading past the end", () => {
  const view = new PublishView();
  fc.assert(
    fc.property(fc.nat(255), bytes, fc.uint8Array({ maxLength: 20 }), (first, body, after) => {
      const all = Buffer.concat([body, after]);
      for (const read of [readConnect, readSubscribe, readUnsubscribe])
        assert.deepEqual(read(all, 0, body.length), read(body, 0, body.length));
      if (!view.read(first, all, 0, body.length)) {
        assert.ok(isQos(view.qos));
        assert.ok(
          view.topicStart <= view.topicEnd && view.topicEnd <= view.payloadStart && view.payloadStart <= body.length,
        );
      }
    }),
  );
});

test("text is what the platform's strict decoder reads, without controls", () => {
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const wild = fc.oneof(
    bytes,
    fc.string({ unit: "binary" }).map((one) => Buffer.from(one)),
    fc.constant(Buffer.from("\ufeffa")),
  );
  fc.assert(
    fc.property(wild, (some) => {
      let expected: string | undefined;
      try {
        expected = strict.decode(some);
      } catch {}
      if (expected !== undefined && expected !== "" && !clean(expected)) expected = undefined;
      assert.equal(readText(some, 0, some.length), expected);
    }),
  );
});
