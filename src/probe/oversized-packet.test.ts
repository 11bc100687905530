import assert from "node:assert/strict";
import fc from "fast-check";
import { parser } from "mqtt-packet";
import { test } from "vitest";
import { canExceed, mostSentBytes, oversizedPacket } from "./oversized-packet.ts";

const bytesOf = (chunks: Iterable<Uint8Array>) => Buffer.concat([...chunks]);

test("it is a PUBLISH that exceeds the limit by its payload alone, and lacks nothing but its last byte", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300_000 }), fc.string({ minLength: 1, unit: "grapheme" }), (limit, topic) => {
      const { bytes, beginning, end = assert.fail("no end") } = oversizedPacket(topic, "mark", limit);
      const heard: { topic: string; payload: Buffer }[] = [];
      const packets = parser({ protocolVersion: 4 });
      packets.on("packet", (packet) => packet.cmd === "publish" && heard.push(packet as never));
      const start = bytesOf(beginning);
      packets.parse(start);
      assert.equal(heard.length, 0);
      packets.parse(Buffer.from(end));
      assert.equal(start.length + end.length, bytes);
      assert.equal(heard[0]?.topic, topic);
      assert.equal(heard[0]?.payload.toString().trimEnd(), "mark");
      assert.equal(heard[0]?.payload.length, Math.max(limit, 4) + 1);
    }),
    { numRuns: 50 },
  );
});

test("of one that is very large only a beginning is sent, and it has no end", () => {
  const { bytes, beginning, end } = oversizedPacket("a/b", "mark", 200_000_000);
  assert.equal(bytes, 200_000_000 + 1 + 5 + 5);
  assert.equal(bytesOf(beginning).length, mostSentBytes);
  assert.equal(end, undefined);
});

test("what MQTT itself cannot announce cannot be exceeded", () => {
  const largest = 268_435_455;
  assert.equal(canExceed(largest), false);
  assert.equal(canExceed(largest - 65_537 - 1), true);
  const [start = assert.fail("nothing")] = oversizedPacket("t".repeat(65_535), "mark", largest - 65_537 - 1).beginning;
  assert.deepEqual([...start.subarray(0, 5)], [0x30, 255, 255, 255, 127]);
});
