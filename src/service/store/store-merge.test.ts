import assert from "node:assert/strict";
import { test } from "vitest";
import type { Point } from "../point.ts";
import type { Store } from "./contract.ts";
import { aStore, collect, until } from "./testing/a-store.ts";

const hosts = ["a", "b", "c", "d", "e", "f"];
const second = 1_000_000_000n;

const point = (host: string, at: number, v: number): Point => ({
  measurement: "m",
  tags: [["host", host]],
  fields: [["v", v]],
  timeNs: BigInt(at) * second,
});

async function valuesByHost(store: Store, from = 0, to = 1_000_000): Promise<Map<string, number[]>> {
  const found = new Map<string, number[]>();
  const span = { fromNs: BigInt(from) * second, toNs: BigInt(to) * second };
  const query = { database: "d", measurement: "m", field: "v", groupBy: ["host"], ...span };
  for (const { group, values } of await collect(store.range(query))) {
    const host = group[0]?.[1] ?? "";
    found.set(host, [...(found.get(host) ?? []), ...values.map(Number)]);
  }
  return found;
}

test("segments of full chunks, of small ones and of late rows become one, and every value is found in any span", async () => {
  await using at = await aStore({ foldAtBytes: hosts.length * 2500 * 16 });
  const wanted = new Map(hosts.map((host) => [host, new Map<number, number>()]));
  const append = async (rows: readonly (readonly [host: string, at: number, v: number])[]) => {
    await at.store.append(
      "d",
      rows.map(([host, when, v]) => point(host, when, v)),
    );
    for (const [host, when, v] of rows) wanted.get(host)?.set(when, v);
    await until("all is folded", () => at.store.counters().folding_series === 0);
  };
  for (let segment = 0; segment < 8; segment++) {
    const rows = Array.from({ length: 2500 }, (_, i) => segment * 2500 + i);
    // Random doubles, so that a segment is larger than what is read at once.
    await append(hosts.flatMap((host) => rows.map((when) => [host, when, Math.random()] as const)));
    // Late rows, and new values for old ones: these chunks overlap with those of the segment before.
    if (segment === 2 || segment === 6)
      await append(rows.slice(0, 300).map((when) => ["b", when - 700, -when] as const));
  }
  await until("segments are merged", () => (at.store.counters().tidyings ?? 0) > 0);
  const expected = (from: number, to: number) =>
    new Map(
      hosts.map((host) => {
        const rows = [...(wanted.get(host) ?? [])].filter(([when]) => when >= from && when < to);
        return [host, rows.sort(([a], [b]) => a - b).map(([, v]) => v)];
      }),
    );
  // Also from the last row of a chunk on, and spans that start in one chunk and end in another.
  const spans = [
    [0, 1],
    [2499, 2501],
    [7499, 7500],
    ...Array.from({ length: 30 }, (_, i) => [i * 650, i * 650 + 5000]),
  ];
  for (const [from = 0, to = 0] of spans) {
    assert.deepEqual(await valuesByHost(at.store, from, to), expected(from, to), `${from} to ${to}`);
  }
  await at.reopen();
  assert.deepEqual(await valuesByHost(at.store), expected(0, 30_000));
  assert.equal(await at.store.verify(new AbortController().signal), 0);
});
