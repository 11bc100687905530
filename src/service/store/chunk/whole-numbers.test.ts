import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { Scratch } from "./scratch.ts";
import { readWholeNumbers, wholeLimit, writeWholeNumbers } from "./whole-numbers.ts";

function written(values: Float64Array): Buffer {
  const to = new ByteWriter(16);
  writeWholeNumbers(to, new Scratch(values.length), values, values.length);
  return to.written();
}

const readBack = (values: Float64Array) => readWholeNumbers(new ByteReader(written(values)), values.length);
const length = 1000;

const kinds: Record<string, fc.Arbitrary<Float64Array>> = {
  noise: fc
    .array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: length })
    .map((a) => Float64Array.from(a)),
  "numbers of any size": fc
    .array(fc.maxSafeInteger(), { minLength: 1, maxLength: 200 })
    .map((a) => Float64Array.from(a, (n) => n % wholeLimit)),
  "a line": fc
    .tuple(fc.integer(), fc.integer({ min: -1e6, max: 1e6 }))
    .map(([first, step]) => Float64Array.from({ length }, (_, i) => first + i * step)),
  "a level that seldom jumps": fc
    .array(fc.tuple(fc.nat(length - 1), fc.integer()), { minLength: 1, maxLength: 5 })
    .map((jumps) => {
      const values = new Float64Array(length);
      for (const [from, to] of jumps) values.fill(to, from);
      return values;
    }),
  "a random walk": fc
    .array(fc.integer({ min: -(2 ** 20), max: 2 ** 20 }), { minLength: 2, maxLength: length })
    .map((steps) => {
      let sum = 0;
      return Float64Array.from(steps, (step) => {
        sum += step;
        return sum;
      });
    }),
};

test.each(Object.entries(kinds))("%s: each number comes back", (_, values) => {
  fc.assert(fc.property(values, (some) => assert.deepEqual(readBack(some), some)));
});

test("noise takes the bits that it needs; a level that seldom jumps next to nothing; a line a few bytes", () => {
  const noise = Float64Array.from({ length: 4096 }, (_, i) => (i * 7919) % 16);
  assert.ok(written(noise).length < 4096 * 0.7, `${written(noise).length} bytes of noise`);
  const level = new Float64Array(4096).fill(1_000_000, 100).fill(5, 2000);
  assert.ok(written(level).length < 80, `${written(level).length} bytes of a level`);
  const tick = Float64Array.from({ length: 4096 }, (_, i) => Math.floor(i / 37));
  assert.ok(written(tick).length < 200, `${written(tick).length} bytes of a counter that ticks now and then`);
  assert.ok(written(noise.map((_, i) => 17 + i * 250)).length < 8);
});
