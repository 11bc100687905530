import assert from "node:assert/strict";
import { copyFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import type { FieldValue, Point } from "../point.ts";
import type { RangeQuery, Store } from "./contract.ts";
import { aStore, collect, until } from "./testing/a-store.ts";

const second = 1_000_000_000n;
const base = 1_700_000_000n * second;

function point(host: string, at: number, fields: Record<string, FieldValue>, measurement = "m"): Point {
  return { measurement, tags: [["host", host]], fields: Object.entries(fields), timeNs: base + BigInt(at) * second };
}

async function valuesOf(store: Store, query: Partial<RangeQuery> = {}): Promise<FieldValue[]> {
  const batches = await collect(store.range({ database: "d", measurement: "m", field: "v", ...query }));
  return batches.flatMap(({ values }) => values);
}

const folded = (store: Store) => until("all is folded", () => store.counters().folding_series === 0);
const filesOf = async (dir: string, start: string) => (await readdir(dir)).filter((name) => name.startsWith(start));

test("a later point with the same series, field and time replaces the value, and leaves the other fields", async () => {
  await using at = await aStore();
  await at.store.append("d", [point("a", 1, { v: 1, w: 10 })]);
  await at.store.append("d", [point("a", 1, { v: 2 }), point("b", 1, { v: 5 })]);
  const [batch] = await collect(at.store.rows({ database: "d", measurement: "m", fields: ["v", "w"] }));
  assert.deepEqual(batch?.values, [
    [2, 10],
    [5, null],
  ]);
});

test("a replaced value stays replaced when its chunk is older than the rewrite, and when a crash brings back the folded log", async () => {
  await using at = await aStore({ foldAtBytes: 1 });
  await at.store.append("d", [point("a", 1, { v: 1 })]);
  const [log = ""] = await filesOf(at.dir, "log-");
  await copyFile(join(at.dir, log), join(at.dir, "kept"));
  await folded(at.store);
  await at.store.append("d", [point("a", 1, { v: 2 })]);
  assert.deepEqual(await valuesOf(at.store), [2]);
  await at.reopen(() => copyFile(join(at.dir, "kept"), join(at.dir, log)));
  assert.deepEqual(await valuesOf(at.store), [2]);
  assert.deepEqual((await filesOf(at.dir, "log-")).includes(log), false);
});

test("points out of order come out in order, also across chunks", async () => {
  await using at = await aStore({ foldAtBytes: 2000 });
  const times = Array.from({ length: 300 }, (_, i) => (i * 7919) % 300);
  for (const time of times) await at.store.append("d", [point("a", time, { v: time })]);
  assert.deepEqual(
    await valuesOf(at.store),
    times.toSorted((a, b) => a - b),
  );
});

test("what was written is there after reopening, with its kinds, and in all databases", async () => {
  await using at = await aStore();
  const fields = { v: 1.5, n: 2n ** 62n, ok: true, text: "läuft" };
  await at.store.append("d", [point("a", 1, fields)]);
  await at.store.append("e", [point("a", 1, { v: 2n }, "other")]);
  await at.reopen();
  assert.deepEqual(at.store.databases(), ["d", "e"]);
  assert.deepEqual(at.store.measurements("e"), ["other"]);
  assert.deepEqual(at.store.fieldKeys("d", "m"), [
    { name: "n", kind: "integer" },
    { name: "ok", kind: "boolean" },
    { name: "text", kind: "string" },
    { name: "v", kind: "float" },
  ]);
  assert.deepEqual(at.store.tagKeys("d", "m"), ["host"]);
  assert.deepEqual(at.store.tagValues("d", "m", "host"), ["a"]);
  assert.deepEqual(at.store.series("d"), [{ database: "d", measurement: "m", tags: [["host", "a"]] }]);
  const [batch] = await collect(at.store.rows({ database: "d", measurement: "m", fields: Object.keys(fields) }));
  assert.deepEqual(batch?.values, [Object.values(fields)]);
});

test("points that cannot be stored are refused one by one, counted and said once; the others are stored", async () => {
  await using at = await aStore({ seriesLimit: 2 });
  await at.store.append("d", [point("a", 1, { v: 1 })]);
  const { stored, refused } = await at.store.write("d", [
    point("a", 2, { v: 2n }),
    point("a", 3, { v: Number.NaN }),
    point("b", 4, { v: 4 }),
    point("c", 5, { v: 5 }),
    point("d", 6, { v: 6 }),
    { ...point("a", 7, { v: 7 }), timeNs: 2n ** 63n },
    point("a", 8, {}),
    point("x".repeat(70_000), 9, { v: 9 }),
  ]);
  assert.equal(stored, 1);
  assert.deepEqual(
    refused.map(({ why, points }) => [why, points]),
    [
      ["field-type", 1],
      ["bad-value", 1],
      ["series-limit", 2],
      ["time-range", 1],
      ["no-field", 1],
      ["too-long", 1],
    ],
  );
  assert.equal(at.store.counters().points_refused_series_limit, 2);
  assert.equal(at.said.filter(({ msg }) => /there are 2 series already/.test(msg)).length, 1);
  assert.deepEqual(await valuesOf(at.store), [1, 4]);
});

test("fifty thousand points of one commit, far more than one chunk, are all there", async () => {
  await using at = await aStore({ foldAtBytes: 256 * 1024 });
  const points = Array.from({ length: 50_000 }, (_, i) => point(i % 2 ? "a" : "b", i, { v: i }));
  await at.store.append("d", points);
  await folded(at.store);
  assert.deepEqual(await valuesOf(at.store, { aggregate: "sum" }), [(49_999 * 50_000) / 2]);
  assert.deepEqual(await valuesOf(at.store, { aggregate: "count", groupBy: ["host"] }), [25_000n, 25_000n]);
  assert.deepEqual(await valuesOf(at.store, { aggregate: "last" }), [49_999]);
  assert.deepEqual(await valuesOf(at.store, { descending: true, limit: 2 }), [49_999, 49_998]);
});

test("appends that come together share commits, and each resolves only when its points can be seen", async () => {
  await using at = await aStore();
  const seen = await Promise.all(
    Array.from({ length: 500 }, async (_, i) => {
      await at.store.append("d", [point("a", i, { v: i })]);
      const [value] = await valuesOf(at.store, { fromNs: base + BigInt(i) * second, limit: 1 });
      return value === i;
    }),
  );
  assert.ok(seen.every(Boolean));
  const { commits = 500 } = at.store.counters();
  assert.ok(commits < 50, `${commits} commits`);
});

test("buckets start at multiples of their width since the epoch, also before it, and wider ones than a chunk spans work", async () => {
  await using at = await aStore();
  const years = [-40n, -1n, 1n, 30n].map((year) => year * 365n * 86_400n * second);
  await at.store.append(
    "d",
    years.map((timeNs) => ({ measurement: "m", tags: [], fields: [["v", 1]], timeNs })),
  );
  const everyNs = 10n * 365n * 86_400n * second;
  const batches = await collect(
    at.store.range({ database: "d", measurement: "m", field: "v", aggregate: "count", everyNs }),
  );
  assert.deepEqual(
    batches.flatMap(({ timesNs }) => timesNs.map((timeNs) => timeNs / everyNs)),
    [-4n, -1n, 0n, 3n],
  );
});

test.each([
  ["log", {}],
  ["segment", { foldAtBytes: 1 }],
])("data files belong to their user alone: %s", async (kind, options) => {
  await using at = await aStore(options);
  await at.store.append("d", [point("a", 1, { v: 1 })]);
  await folded(at.store);
  await until("the chores are done", async () => !(await readdir(at.dir)).some((name) => name.endsWith(".tmp")));
  const names = (await readdir(at.dir)).filter((name) => name.startsWith(kind.slice(0, 3)));
  assert.equal(names.length, 1);
  assert.equal((await stat(at.dir)).mode & 0o777, 0o700);
  for (const name of names) assert.equal((await stat(join(at.dir, name))).mode & 0o777, 0o600, name);
});

test("a second process that opens the store is refused; a name that a crash left half written does not matter", async () => {
  await using at = await aStore();
  const { openStore } = await import("./store.ts");
  const { pino } = await import("pino");
  const around = { log: pino({ level: "silent" }), now: Date.now, signal: new AbortController().signal };
  await assert.rejects(openStore({ dir: at.dir }, around), { name: "Fault", code: "not-ready" });
  await at.reopen(() => writeFile(join(at.dir, "owner"), "torn", { mode: 0o600 }));
  await at.store.append("d", [point("a", 1, { v: 1 })]);
});

test("a store that is closed refuses points, and can be closed twice", async () => {
  await using at = await aStore();
  const { store } = at;
  await store[Symbol.asyncDispose]();
  await assert.rejects(store.append("d", [point("a", 1, { v: 1 })]), { name: "Fault", code: "not-ready" });
  await store[Symbol.asyncDispose]();
});

test("a query that is given up half way leaves nothing open", async () => {
  await using at = await aStore({ foldAtBytes: 1 });
  for (let i = 0; i < 20; i++) await at.store.append("d", [point("a", i, { v: i })]);
  await folded(at.store);
  for await (const { values } of at.store.range({ database: "d", measurement: "m", field: "v" })) {
    assert.ok(values.length > 0);
    break;
  }
  assert.equal((await valuesOf(at.store)).length, 20);
});
