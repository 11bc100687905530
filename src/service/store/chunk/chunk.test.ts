import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import type { FieldValue } from "../../point.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { ChunkCodec, readChunk, readChunkHead } from "./chunk.ts";
import { type Column, type FieldKind, kinds, type Rows, timeAt, valueAt } from "./rows.ts";

const someValue: Record<FieldKind, fc.Arbitrary<FieldValue>> = {
  float: fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -100_000, max: 100_000 }).map((n) => n / 100),
    fc.constantFrom(0, -0, 1e-9, 2 ** 53, 1.5),
  ),
  integer: fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.bigInt({ min: -300n, max: 300n }),
    fc.constantFrom(2n ** 50n, -(2n ** 50n), 2n ** 50n + 1n),
  ),
  boolean: fc.boolean(),
  string: fc.string({ unit: "grapheme", maxLength: 60 }),
};

const someField = fc.constantFrom(...kinds).chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    values: fc.array(fc.option(someValue[kind], { freq: 4 }), { maxLength: 40 }),
  }),
);

const steps = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 10 ** 12 })), {
  minLength: 1,
  maxLength: 40,
});

function columnOf(kind: FieldKind, values: readonly (FieldValue | null)[]): Column {
  const present = Uint8Array.from(values, (value) => (value === null ? 0 : 1));
  switch (kind) {
    case "float":
      return { kind, present, values: Float64Array.from(values, (value) => Number(value ?? 0)) };
    case "integer":
      return { kind, present, values: BigInt64Array.from(values, (value) => BigInt(value ?? 0)) };
    case "boolean":
      return { kind, present, values: Uint8Array.from(values, (value) => Number(value ?? 0)) };
    case "string":
      return { kind, present, values: values.map((value) => String(value ?? "")) };
  }
}

const key = { database: "d", measurement: "m", tags: [["host", "ä"]] as const };

function written(rows: Rows, fields: readonly { name: string; kind: FieldKind }[]): Buffer {
  const to = new ByteWriter(16);
  new ChunkCodec().write(to, key, fields, rows);
  return to.written();
}

test("a chunk gives back each value bit for bit, whatever its kind, and each time", () => {
  fc.assert(
    fc.property(
      fc.array(someField, { maxLength: 4 }),
      steps,
      fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }),
      (some, gaps, baseNs) => {
        const offsets = Float64Array.from(gaps);
        for (let i = 1; i < offsets.length; i++) offsets[i] = (offsets[i] ?? 0) + (offsets[i - 1] ?? 0);
        const wanted = some.map(({ values }) => Array.from(gaps, (_, row) => values[row] ?? null));
        const columns = some.map(({ kind }, i) => columnOf(kind, wanted[i] ?? []));
        const fields = some.map(({ kind }, i) => ({ name: `f${i}`, kind }));
        const rows = { baseNs, count: offsets.length, offsets, columns };
        const payload = written(rows, fields);
        const read = readChunk(payload, ({ name }) => Number(name.slice(1)));
        const timesNs = Array.from(offsets, (offset) => baseNs + BigInt(offset));
        assert.deepEqual(
          Array.from(timesNs, (_, row) => timeAt(read, row)),
          timesNs,
        );
        for (const [i, column] of columns.entries()) {
          const got = read.columns[i];
          assert.ok(got?.kind === column.kind);
          const values = Array.from(gaps, (_, row) => valueAt(got, row));
          assert.ok(
            values.every((value, row) => Object.is(value, wanted[i]?.[row])),
            `${values} is not ${wanted[i]}`,
          );
        }
        const head = readChunkHead(payload);
        assert.deepEqual([head.minNs, head.maxNs, head.rows], [timesNs[0], timesNs.at(-1), gaps.length]);
      },
    ),
  );
});

test("a column that nobody asks for is not read", () => {
  const rows = {
    baseNs: 0n,
    count: 2,
    offsets: Float64Array.of(0, 5),
    columns: [columnOf("float", [1, 2]), columnOf("string", ["a", "b"])],
  };
  const payload = written(rows, [
    { name: "a", kind: "float" },
    { name: "b", kind: "string" },
  ]);
  const { columns } = readChunk(payload, ({ name }) => (name === "b" ? 0 : undefined));
  assert.equal(columns.length, 1);
  assert.equal(columns[0]?.kind, "string");
});

test("a sensor that reports hundredths each second takes less than 1.5 bytes a row, time included", () => {
  const offsets = Float64Array.from({ length: 4096 }, (_, i) => i * 1e9);
  let value = 20;
  const values = Float64Array.from({ length: 4096 }, (_, i) => {
    value += Math.sin(i * 12.9898) * 0.1;
    return Math.round(value * 100) / 100;
  });
  const payload = written({ baseNs: 0n, count: 4096, offsets, columns: [{ kind: "float", values }] }, [
    { name: "f", kind: "float" },
  ]);
  assert.ok(payload.length < 4096 * 1.5, `${payload.length / 4096} bytes a row`);
});

test("bytes that are no chunk end in a Fault, never in garbage without end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        readChunk(Buffer.from(bytes), () => 0);
      } catch (error) {
        assert.equal(error instanceof Error && error.name, "Fault");
      }
    }),
  );
});

test("a text and a whole number of any size come back", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), fc.maxSafeNat(), (text, number) => {
      const to = new ByteWriter(1);
      to.text(text);
      to.varint(number);
      const from = new ByteReader(Buffer.from(to.written()));
      assert.deepEqual([from.text(), from.varint(), from.done], [text, number, true]);
    }),
  );
});
