import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "vitest";
import { outputOf } from "./frames.ts";

function frame(source: number, text: string, length = Buffer.byteLength(text)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt8(source, 0);
  head.writeUInt32BE(length, 4);
  return Buffer.concat([head, Buffer.from(text)]);
}

const stream = Buffer.concat([frame(1, "out ü "), frame(2, "err"), frame(1, ""), frame(1, "more"), frame(0, "!")]);

test("both outputs are told apart, wherever the stream is cut into pieces", async () => {
  for (let size = 1; size <= stream.length; size++) {
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
      stream.subarray(i * size, (i + 1) * size),
    );
    assert.deepEqual(
      await outputOf(Readable.from(pieces)),
      { stdout: "out ü more!", stderr: "err" },
      `pieces of ${size}`,
    );
  }
});

test("a stream that ends in a frame, or that has none, is no output", async () => {
  await assert.rejects(outputOf(Readable.from([frame(1, "half", 100)])), /middle of a frame/);
  await assert.rejects(outputOf(Readable.from([Buffer.alloc(5)])), /middle of a frame/);
  await assert.rejects(outputOf(Readable.from([frame(1, "", 2 ** 31)])), /no framed output/);
  await assert.rejects(outputOf(Readable.from([Buffer.from("plain text of a terminal")])), /no framed output/);
  await assert.rejects(outputOf(Readable.from([stream]), 10), /more than 10 bytes/);
});

test("a stream that breaks ends the reading with its own error", async () => {
  const broken = Readable.from(
    (function* () {
      yield frame(1, "a");
      throw new Error("broke");
    })(),
  );
  await assert.rejects(outputOf(broken), /broke/);
});
