import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { decode, RecordCutter } from "./decode.ts";
import type { Variable } from "./layout/layout.ts";

const sizeBytes = 24;
const variable: fc.Arbitrary<Variable> = fc
  .tuple(fc.constantFrom(8 as const, 16 as const, 32 as const), fc.nat(), fc.boolean())
  .map(([bits, where, signed]) => ({ name: "v", offset: where % (sizeBytes - bits / 8 + 1), bits, signed }));

function oracle(record: Buffer, { offset, bits, signed }: Variable): number {
  const view = new DataView(record.buffer, record.byteOffset, record.length);
  if (bits === 8) return signed ? view.getInt8(offset) : view.getUint8(offset);
  if (bits === 16) return signed ? view.getInt16(offset, true) : view.getUint16(offset, true);
  return signed ? view.getInt32(offset, true) : view.getUint32(offset, true);
}

test("numbers are little-endian, of the width and sign that the layout says, wherever they lie", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: sizeBytes, maxLength: sizeBytes }),
      fc.array(variable),
      (bytes, variables) => {
        const record = Buffer.from(bytes);
        const values = decode(record, { sizeBytes, variables }).map(([, value]) => Number(value));
        assert.deepEqual(
          values,
          variables.map((one) => oracle(record, one)),
        );
      },
    ),
  );
});

test("however a stream is split into chunks, its records are the same, and a partial one is left over", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(fc.nat(40)),
      fc.integer({ min: 1, max: 17 }),
      (bytes, cuts, size) => {
        const cutter = new RecordCutter(size);
        const seen: Buffer[] = [];
        let at = 0;
        for (const cut of [...cuts, bytes.length]) {
          // The reader's buffer is used again: what was taken out must not change with it.
          const chunk = Buffer.from(bytes.subarray(at, at + cut));
          seen.push(...cutter.push(chunk).map((record) => Buffer.from(record)));
          chunk.fill(0xff);
          at += cut;
        }
        const whole = bytes.length - (bytes.length % size);
        assert.deepEqual(Buffer.concat(seen), Buffer.from(bytes.subarray(0, whole)));
        assert.ok(seen.every((record) => record.length === size));
        assert.equal(cutter.restBytes, bytes.length % size);
        assert.equal(cutter.clear(), bytes.length % size > 0);
        assert.equal(cutter.restBytes, 0);
      },
    ),
  );
});
