import assert from "node:assert/strict";
import { test } from "vitest";
import { aCapture, anEsp, aVxlan } from "../testing/bytes.ts";
import { PcapReader } from "./pcap.ts";

const whole = aCapture([aVxlan(4097, "one"), anEsp(7), aVxlan(4097, "three")]);

test("each packet of a capture is given once, however the bytes come", () => {
  for (const step of [1, 7, 40, whole.length]) {
    const reader = new PcapReader();
    const packets = [];
    for (let at = 0; at < whole.length; at += step) packets.push(...reader.feed(whole.subarray(at, at + step)));
    assert.deepEqual(
      packets.map(({ bytes }) => bytes.toString("hex")),
      [aVxlan(4097, "one"), anEsp(7), aVxlan(4097, "three")].map((bytes) => bytes.toString("hex")),
      `${step}`,
    );
  }
});

test("a packet that is not whole yet is not given", () => {
  assert.equal(new PcapReader().feed(whole.subarray(0, whole.length - 1)).length, 2);
  assert.deepEqual(new PcapReader().feed(Buffer.alloc(0)), []);
});

test("a capture of a machine with the other byte order, and one in nanoseconds, are read the same", () => {
  const head = Buffer.alloc(24);
  head.writeUInt32BE(0xa1b23c4d, 0);
  head.writeUInt32BE(276, 20);
  const record = Buffer.alloc(16);
  record.writeUInt32BE(3, 8);
  const [packet] = new PcapReader().feed(Buffer.concat([head, record, Buffer.from("abc")]));
  assert.deepEqual([packet?.link, packet?.bytes.toString()], [276, "abc"]);
});

test("what is no capture is not taken for an empty one", () => {
  assert.throws(() => new PcapReader().feed(Buffer.from("tcpdump: eth0: You don't have permission")), /not a capture/);
  const absurd = Buffer.from(whole);
  absurd.writeUInt32LE(0x7fffffff, 32);
  assert.throws(() => new PcapReader().feed(absurd), /not a capture/);
});
