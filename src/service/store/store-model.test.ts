import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import type { FieldValue, Point } from "../point.ts";
import type { Aggregate, Store } from "./contract.ts";
import { aStore, collect, until } from "./testing/a-store.ts";
import { Model, type ModelRow, tagText } from "./testing/model.ts";

const base = 1_700_000_000_000_000_000n;
const values: Record<string, fc.Arbitrary<FieldValue>> = {
  level: fc.integer({ min: -500, max: 500 }).map((n) => n / 10),
  count: fc.oneof(fc.bigInt({ min: -5n, max: 5n }), fc.constantFrom(2n ** 62n, -(2n ** 60n) + 1n)),
  open: fc.boolean(),
  state: fc.constantFrom("idle", "läuft", "", 'say "x"'),
};
const names = Object.keys(values);

const someFields: fc.Arbitrary<Point["fields"]> = fc
  .shuffledSubarray(names, { minLength: 1 })
  .chain((some) =>
    fc.tuple(...some.map((name) => (values[name] ?? fc.constant(0)).map((value) => [name, value] as const))),
  );

const aPoint: fc.Arbitrary<Point> = fc.record({
  measurement: fc.constant("m"),
  tags: fc.constantFrom([["host", "a"] as const], [["host", "b"] as const], []),
  fields: someFields,
  // Few times, so that points meet; some far away, so that they cannot share a chunk.
  timeNs: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 0, max: 60 }).map((s) => base + BigInt(s) * 1_000_000_000n) },
    { weight: 1, arbitrary: fc.bigInt({ min: -(2n ** 62n), max: 2n ** 62n }) },
  ),
});

const aStep = fc.oneof(
  { weight: 6, arbitrary: fc.array(aPoint, { minLength: 1, maxLength: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom("reopen" as const, "rest" as const) },
  {
    weight: 2,
    arbitrary: fc.record({ from: fc.integer({ min: -5, max: 65 }), seconds: fc.integer({ min: 1, max: 70 }) }),
  },
);

test("the store answers as a naive model does, whatever is appended, in any order, folded, merged and opened again", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 1, maxLength: 60, size: "max" }), async (steps) => {
      await using at = await aStore({ foldAtBytes: 300 });
      const model = new Model();
      for (const step of steps) {
        if (step === "reopen") await at.reopen();
        else if (step === "rest") await until("all is folded", () => at.store.counters().folding_series === 0);
        else if (Array.isArray(step)) {
          await at.store.append("d", step);
          model.append(step);
        } else {
          const fromNs = base + BigInt(step.from) * 1_000_000_000n;
          await compare(at.store, model, fromNs, fromNs + BigInt(step.seconds) * 1_000_000_000n);
        }
      }
      await compare(at.store, model, -(2n ** 63n), 2n ** 63n);
    }),
    { numRuns: 6 },
  );
}, 120_000);

async function compare(store: Store, model: Model, fromNs: bigint, toNs: bigint): Promise<void> {
  const span = { database: "d", measurement: "m", fromNs, toNs };
  const rows = model.rows(fromNs, toNs);
  const batches = await collect(store.rows({ ...span, fields: names }));
  const got = batches.flatMap(({ timesNs, tags, values: lists }) =>
    timesNs.map((timeNs, i) => [timeNs, tagText(tags[i] ?? []), lists[i]]),
  );
  assert.deepEqual(
    got,
    rows.map(({ timeNs, tags, fields }) => [timeNs, tagText(tags), names.map((name) => fields.get(name) ?? null)]),
  );
  const newest = await collect(store.rows({ ...span, fields: names, descending: true, limit: 3 }));
  assert.deepEqual(
    newest.flatMap(({ timesNs }) => timesNs),
    rows
      .map(({ timeNs }) => timeNs)
      .sort((a, b) => (a > b ? -1 : 1))
      .slice(0, 3),
  );
  for (const aggregate of ["count", "sum", "min", "max", "first", "last"] as const) {
    for (const field of ["count", "open"]) {
      if (field === "open" && aggregate === "sum") continue;
      const everyNs = 7_000_000_000n;
      const buckets = await collect(store.range({ ...span, field, aggregate, everyNs, groupBy: ["host"] }));
      const said = buckets.flatMap(({ group, timesNs, values: list }) =>
        timesNs.map((timeNs, i) => `${tagText(group)} ${timeNs} ${list[i]}`),
      );
      assert.deepEqual(said, naive(rows, field, aggregate, everyNs), aggregate);
    }
  }
}

function naive(rows: readonly ModelRow[], field: string, aggregate: Aggregate, everyNs: bigint): string[] {
  const buckets = new Map<string, { host: string; startNs: bigint; values: FieldValue[] }>();
  for (const { tags, timeNs, fields } of rows) {
    const value = fields.get(field);
    if (value === undefined) continue;
    const host = tags[0]?.[1] ?? "";
    const startNs = timeNs - (((timeNs % everyNs) + everyNs) % everyNs);
    const bucket = buckets.get(`${host} ${startNs}`) ?? { host, startNs, values: [] };
    buckets.set(`${host} ${startNs}`, bucket);
    bucket.values.push(value);
  }
  return [...buckets.values()]
    .sort((a, b) => (a.host !== b.host ? (a.host < b.host ? -1 : 1) : a.startNs < b.startNs ? -1 : 1))
    .map(({ host, startNs, values: list }) => `host=${host} ${startNs} ${naiveValue(list, aggregate)}`);
}

function naiveValue(list: readonly FieldValue[], aggregate: Aggregate): FieldValue | undefined {
  switch (aggregate) {
    case "count":
      return BigInt(list.length);
    case "sum":
      return BigInt.asIntN(
        64,
        list.reduce<bigint>((sum, value) => sum + BigInt(value), 0n),
      );
    case "min":
      return list.reduce((least, value) => (value < least ? value : least));
    case "max":
      return list.reduce((most, value) => (value > most ? value : most));
    case "first":
      return list[0];
    default:
      return list.at(-1);
  }
}
