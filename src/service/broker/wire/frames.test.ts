import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { packet } from "../testing/bytes.ts";
import { Frames } from "./frames.ts";

/** Keeps what it is given; after every `pauseAfter` packets it asks for no more. */
function taker(pauseAfter = Number.POSITIVE_INFINITY) {
  const taken: Buffer[] = [];
  return {
    taken,
    frame(first: number, bytes: Buffer, start: number, end: number) {
      taken.push(Buffer.from([first, ...bytes.subarray(start, end)]));
      return taken.length % pauseAfter !== 0;
    },
  };
}

const body = fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 120, maxLength: 400 }));
const packets = fc.array(fc.tuple(fc.nat(255), body), { maxLength: 10 });

function cut(bytes: Buffer, sizes: readonly number[]): readonly Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length] ?? 1;
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
}

test("however the bytes are cut, and however often the taker pauses, the packets are the same", () => {
  fc.assert(
    fc.property(
      packets,
      fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 5 }),
      fc.integer({ min: 1, max: 4 }),
      (sent, sizes, pauseAfter) => {
        const to = taker(pauseAfter);
        const frames = new Frames(1000, to);
        for (const chunk of cut(Buffer.concat(sent.map(([first, bytes]) => packet(first, bytes))), sizes))
          assert.equal(frames.push(Buffer.from(chunk)), undefined);
        for (let i = 0; i <= sent.length; i++) assert.equal(frames.resume(), undefined);
        assert.deepEqual(
          to.taken,
          sent.map(([first, bytes]) => Buffer.from([first, ...bytes])),
        );
      },
    ),
  );
});

test("arbitrary bytes never fail, and no packet over the limit is handed on", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 100 }), (bytes, size) => {
      const to = taker();
      const frames = new Frames(64, to);
      for (const chunk of cut(Buffer.from(bytes), [size])) if (frames.push(chunk)) break;
      for (const one of to.taken) assert.ok(one.length <= 64);
    }),
  );
});

test("a packet over the limit is refused as soon as its length is known", () => {
  const frames = new Frames(1000, taker());
  assert.equal(frames.push(Buffer.from([0x30])), undefined);
  assert.equal(frames.push(Buffer.from([0xff, 0xff])), undefined);
  assert.equal(frames.push(Buffer.from([0x7f])), "oversized");
});

test("a length of more than four bytes is refused, whole or in pieces", () => {
  const bytes = Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01]);
  assert.equal(new Frames(1000, taker()).push(bytes), "bad-length");
  const frames = new Frames(1000, taker());
  const answers = cut(bytes, [1]).map((chunk) => frames.push(chunk));
  assert.ok(answers.includes("bad-length"));
});

test("views of a packet stay as they are when more arrives", () => {
  const kept: Buffer[] = [];
  const frames = new Frames(1000, {
    frame(_first, bytes, start, end) {
      kept.push(bytes.subarray(start, end));
      return true;
    },
  });
  for (const text of ["one", "two", "six"])
    for (const chunk of cut(packet(0x30, Buffer.from(text)), [2])) frames.push(chunk);
  assert.deepEqual(kept.map(String), ["one", "two", "six"]);
});
