import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "vitest";
import type { Store } from "./contract.ts";
import { aStore, collect, until } from "./testing/a-store.ts";

const hour = 3_600_000;
const start = Date.UTC(2026, 0, 1);

function aClock() {
  const time = { wall: start, monotonic: 0 };
  const pass = (ms: number) => {
    time.wall += ms;
    time.monotonic += ms;
  };
  return { time, pass, now: () => time.wall, monotonic: () => time.monotonic };
}

async function append(store: Store, atMs: number, host = "a"): Promise<void> {
  const timeNs = BigInt(atMs) * 1_000_000n;
  await store.append("d", [{ measurement: "m", tags: [["host", host]], fields: [["v", 1]], timeNs }]);
}

async function count(store: Store): Promise<number> {
  const batches = await collect(store.range({ database: "d", measurement: "m", field: "v" }));
  return batches.reduce((sum, { values }) => sum + values.length, 0);
}

/** Makes the store look after its chores: each append of this one is folded, and what there is to do follows. */
async function nudge(store: Store, atMs: number): Promise<void> {
  const { folds = 0 } = store.counters();
  await append(store, atMs, "nudge");
  await until("the fold", () => (store.counters().folds ?? 0) > folds);
}

test("points older than the retention time are hidden at once, and their segments are removed", async () => {
  const clock = aClock();
  await using at = await aStore({ retentionS: 24 * 3600, foldAtBytes: 1, clockGraceMs: hour, ...clock });
  await nudge(at.store, start - 12 * hour);
  assert.equal(await count(at.store), 1);
  clock.pass(13 * hour);
  assert.equal(await count(at.store), 0);
  await nudge(at.store, clock.now());
  await until("the old segment's file is removed", async () => {
    const files = await readdir(at.dir);
    return files.filter((name) => name.startsWith("seg-")).length === 1;
  });
  assert.equal(await count(at.store), 1);
});

test("a series whose points have all expired no longer counts against the limit", async () => {
  const clock = aClock();
  await using at = await aStore({ retentionS: 3600, foldAtBytes: 1, clockGraceMs: 0, seriesLimit: 2, ...clock });
  await append(at.store, start, "old");
  clock.pass(2 * hour);
  await nudge(at.store, clock.now());
  await until("the old series is forgotten", () => at.store.counters().series === 1);
  const { refused } = await at.store.write("d", [
    { measurement: "m", tags: [["host", "new"]], fields: [["v", 1]], timeNs: BigInt(clock.now()) * 1_000_000n },
  ]);
  assert.deepEqual(refused, []);
});

test("a clock that jumps ten years ahead for a while removes nothing and hides nothing", async () => {
  const clock = aClock();
  await using at = await aStore({ retentionS: 24 * 3600, foldAtBytes: 1, clockGraceMs: hour, ...clock });
  await nudge(at.store, start);
  clock.pass(2 * hour);
  clock.time.wall += 10 * 365 * 24 * hour;
  await nudge(at.store, start + 2 * hour);
  clock.pass(hour / 2);
  await nudge(at.store, start + 3 * hour);
  assert.equal(await count(at.store), 3);
  clock.time.wall -= 10 * 365 * 24 * hour;
  await nudge(at.store, start + 4 * hour);
  assert.equal(await count(at.store), 4);
});

test("a machine that starts with its clock far ahead removes nothing before that has lasted an hour", async () => {
  const clock = aClock();
  await using at = await aStore({ retentionS: 24 * 3600, foldAtBytes: 1, clockGraceMs: hour, ...clock });
  await nudge(at.store, start);
  await at.reopen(async () => {
    clock.time.wall += 10 * 365 * 24 * hour;
  });
  await nudge(at.store, start + hour);
  assert.equal(await count(at.store), 0);
  await at.reopen(async () => {
    clock.time.wall -= 10 * 365 * 24 * hour;
  });
  assert.equal(await count(at.store), 2);
});

test("a clock that jumps back leaves points in the order of their times", async () => {
  const clock = aClock();
  await using at = await aStore({ foldAtBytes: 1, ...clock });
  for (const atMs of [start, start + hour, start - 5 * hour, start + 2 * hour]) await append(at.store, atMs);
  const [batch] = await collect(at.store.range({ database: "d", measurement: "m", field: "v" }));
  assert.deepEqual(
    batch?.timesNs.map((timeNs) => (Number(timeNs / 1_000_000n) - start) / hour),
    [-5, 0, 1, 2],
  );
});
