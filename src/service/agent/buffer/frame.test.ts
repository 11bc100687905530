import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { type Bytes, framesIn, packFrame } from "./frame.ts";

const bytesOf = (all: Buffer): Bytes => ({
  size: all.length,
  read: (offset, length) => Buffer.from(all.subarray(offset, offset + length)),
});

function readAll(all: Buffer) {
  let skipped = 0;
  const bodies = [...framesIn(bytesOf(all), 0, (bytes) => (skipped += bytes))].map(
    ({ kind, body }) => `${kind} ${body.toString("hex")}`,
  );
  return { bodies, skipped };
}

const frames = fc.array(fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 200 })), { maxLength: 20 });
const show = ([kind, body]: [number, Uint8Array]) => `${kind} ${Buffer.from(body).toString("hex")}`;

test("what was framed is read back", () => {
  fc.assert(
    fc.property(frames, (wanted) => {
      const all = Buffer.concat(wanted.map(([kind, body]) => packFrame(kind, body)));
      assert.deepEqual(readAll(all), { bodies: wanted.map(show), skipped: 0 });
    }),
  );
});

test("a frame longer than the reader's chunk is read back", () => {
  const body = Buffer.alloc(300_000, 7);
  const all = Buffer.concat([packFrame(1, Buffer.of(1)), packFrame(2, body), packFrame(3, Buffer.of(3))]);
  assert.deepEqual(readAll(all), { bodies: ["1 01", `2 ${body.toString("hex")}`, "3 03"], skipped: 0 });
});

test.each([65_535, 65_536, 65_537, 65_546, 131_072])(
  "%i bytes of noise, about as long as the reader's chunk, hide no frame",
  (length) => {
    const all = Buffer.concat([Buffer.alloc(length, 0xe7), packFrame(1, Buffer.from("x"))]);
    assert.deepEqual(readAll(all), { bodies: ["1 78"], skipped: length });
  },
);

test("a flipped byte costs the frame it lies in, and no other", () => {
  fc.assert(
    fc.property(
      frames.filter((all) => all.length > 0),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (wanted, where, flip) => {
        const packed = wanted.map(([kind, body]) => packFrame(kind, body));
        const all = Buffer.concat(packed);
        const at = where % all.length;
        all[at] = (all[at] ?? 0) ^ flip;
        let hit = 0;
        for (let end = packed[0]?.length ?? 0; end <= at; end += packed[++hit]?.length ?? 0);
        const { bodies, skipped } = readAll(all);
        assert.deepEqual(bodies, wanted.filter((_, i) => i !== hit).map(show));
        assert.equal(skipped, packed[hit]?.length);
      },
    ),
  );
});

test("a torn tail costs the last frame, and bytes that are none cost nothing but themselves", () => {
  fc.assert(
    fc.property(frames, fc.uint8Array({ maxLength: 40 }), fc.nat(), (wanted, noise, cut) => {
      const last = packFrame(9, Buffer.from("the last one"));
      const torn = last.subarray(0, cut % last.length);
      const all = Buffer.concat([noise, ...wanted.map(([kind, body]) => packFrame(kind, body)), torn]);
      assert.deepEqual(readAll(all), { bodies: wanted.map(show), skipped: noise.length + torn.length });
    }),
  );
});
