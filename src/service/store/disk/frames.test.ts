import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { Frames, frameHeadBytes } from "./frames.ts";

function sealed(frames: Frames, payloads: readonly Uint8Array[]): Buffer {
  return Buffer.concat(
    payloads.map((payload) => {
      const bytes = Buffer.concat([Buffer.alloc(frameHeadBytes), payload]);
      frames.seal(bytes, 0, bytes.length);
      return bytes;
    }),
  );
}

const payloadsIn = (frames: Frames, bytes: Buffer) =>
  [...frames.scan(bytes)].flatMap((found) => ("payload" in found ? [found.payload.toString("hex")] : []));
const lostIn = (frames: Frames, bytes: Buffer) =>
  [...frames.scan(bytes)].reduce((sum, found) => sum + ("lostBytes" in found ? found.lostBytes : 0), 0);

const some = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 8 });

test("a flipped bit costs its own record, and says how many bytes are lost; the others are found", () => {
  fc.assert(
    fc.property(some, fc.nat(), fc.nat(7), (payloads, place, bit) => {
      const frames = new Frames();
      const bytes = sealed(frames, payloads);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      let from = 0;
      const hit = payloads.findIndex((payload) => {
        from += payload.length + frameHeadBytes;
        return at < from;
      });
      const expected = payloads.filter((_, i) => i !== hit).map((payload) => Buffer.from(payload).toString("hex"));
      assert.deepEqual(payloadsIn(frames, bytes), expected);
      assert.equal(lostIn(frames, bytes), (payloads[hit]?.length ?? 0) + frameHeadBytes);
    }),
  );
});

test("a file that was cut anywhere gives all records before the cut", () => {
  fc.assert(
    fc.property(some, fc.nat(), (payloads, place) => {
      const frames = new Frames();
      const bytes = sealed(frames, payloads);
      const cut = bytes.subarray(0, place % (bytes.length + 1));
      const found = payloadsIn(frames, cut);
      assert.deepEqual(
        found,
        payloads.slice(0, found.length).map((payload) => Buffer.from(payload).toString("hex")),
      );
      assert.equal(
        found.reduce((sum, hex) => sum + hex.length / 2 + frameHeadBytes, 0) + lostIn(frames, cut),
        cut.length,
      );
    }),
  );
});

test("a value that holds a whole record of another file is not taken for one, even where its own record is damaged", () => {
  const forged = sealed(new Frames(), [Buffer.from("I am root")]);
  const frames = new Frames();
  const bytes = sealed(frames, [forged]);
  bytes[9] = (bytes[9] ?? 0) ^ 1;
  assert.deepEqual(payloadsIn(frames, bytes), []);
});
