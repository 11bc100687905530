import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decode, Encoder } from "./codec.ts";
import type { JournalRecord } from "./record.ts";

const plain = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { noNullPrototype: true });
const client = fc.string({ unit: "binary", maxLength: 8 });
const payload = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
const seq = fc.integer({ min: 1, max: 1e9 });
const qos = fc.constantFrom(1 as const, 2 as const);
const record: fc.Arbitrary<JournalRecord> = fc.oneof(
  plain({ kind: fc.constant("session" as const), client, user: client }),
  plain({ kind: fc.constant("subscribe" as const), client, filter: client, qos }),
  plain({ kind: fc.constant("retain" as const), topic: client, qos, payload }),
  plain({ kind: fc.constant("paid" as const), client, seq }),
  plain({
    kind: fc.constant("owe" as const),
    client,
    seq,
    topic: client,
    qos,
    retain: fc.boolean(),
    released: fc.boolean(),
    payload,
  }),
);
const file = fc.array(record, { maxLength: 12 }).map((records) => {
  const encoder = new Encoder();
  const parts = [encoder.header(), ...records.map((one) => encoder.encode(one))];
  return { records, parts, bytes: Buffer.concat(parts) };
});

test("what is written is read", () => {
  fc.assert(
    fc.property(file, ({ records, bytes }) => {
      assert.deepEqual(decode(bytes), { records, damaged: 0 });
    }),
  );
});

test("a file that was cut short anywhere gives what was whole, and is not called damaged", () => {
  fc.assert(
    fc.property(
      file,
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.nat(40),
      ({ records, parts, bytes }, share, zeros) => {
        const length = Math.floor(share * bytes.length);
        const cut = bytes.subarray(0, length);
        let whole = -1;
        for (let end = 0; whole + 1 < parts.length; whole++) {
          end += parts[whole + 1]?.length ?? 0;
          if (end > length) break;
        }
        assert.deepEqual(decode(cut), { records: records.slice(0, Math.max(0, whole)), damaged: 0 });
        const ended = Buffer.concat([bytes, Buffer.alloc(zeros)]);
        assert.deepEqual(decode(ended), { records, damaged: 0 });
      },
    ),
  );
});

test("a flipped bit costs at most the record that it is in, and is reported", () => {
  fc.assert(
    fc.property(file, fc.nat(), fc.nat(7), ({ records, bytes }, where, bit) => {
      fc.pre(records.length > 1);
      const at = where % bytes.length;
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      const { records: read, damaged } = decode(flipped);
      assert.ok(read.length >= records.length - 1, `${read.length} of ${records.length}`);
      const left = [...records];
      for (const one of read) {
        const index = left.findIndex((other) => JSON.stringify(other) === JSON.stringify(one));
        assert.notEqual(index, -1);
        left.splice(index, 1);
      }
      // The very last record cannot be told from one that was never written whole.
      if (left.length > 0) assert.ok(damaged > 0 || left[0] === records.at(-1));
    }),
  );
});

test("arbitrary bytes are read without an error", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      assert.deepEqual(decode(Buffer.from(bytes)).records, []);
    }),
  );
});

test("a record inside a payload is never read as one, also not when the record around it was cut or damaged", () => {
  const encoder = new Encoder();
  const forged = new Encoder().encode({ kind: "session", client: "victim", user: "mallory" });
  const carrier: JournalRecord = {
    kind: "retain",
    topic: "t",
    qos: 1,
    payload: Buffer.concat([forged, Buffer.alloc(99)]),
  };
  const bytes = Buffer.concat([encoder.header(), encoder.encode(carrier)]);
  expect(decode(bytes.subarray(0, bytes.length - 10)).records).toEqual([]);
  const damaged = Buffer.from(bytes);
  damaged[60] = (damaged[60] ?? 0) ^ 1;
  expect(decode(damaged)).toEqual({ records: [], damaged: 1 });
});
