import assert from "node:assert/strict";
import { readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "vitest";
import { aStore, collect, until } from "./testing/a-store.ts";

const hosts = ["a", "b", "c", "d", "e", "f"];
const perHost = 1000;
const base = 1_700_000_000_000_000_000n;

async function written(at: Awaited<ReturnType<typeof aStore>>): Promise<void> {
  for (let i = 0; i < perHost; i += 100) {
    const points = hosts.flatMap((host) =>
      Array.from({ length: 100 }, (_, k) => ({
        measurement: "m",
        tags: [["host", host] as const],
        fields: [["v", Math.sin(i + k)] as const],
        timeNs: base + BigInt(i + k) * 1_000_000_000n,
      })),
    );
    await at.store.append("d", points);
  }
  await until("all is folded", () => at.store.counters().folding_series === 0);
}

async function flip(path: string, place: number): Promise<void> {
  const bytes = await readFile(path);
  const at = place % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (place % 8));
  await writeFile(path, bytes);
}

async function countsOf(at: Awaited<ReturnType<typeof aStore>>): Promise<Map<string, number>> {
  const query = { database: "d", measurement: "m", field: "v", aggregate: "count", groupBy: ["host"] } as const;
  const batches = await collect(at.store.range(query));
  return new Map(batches.map(({ group, values }) => [group[0]?.[1] ?? "", Number(values[0])]));
}

test("a flipped byte of a segment costs at most one chunk, is said, and the rest can be read and written", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 2 ** 31 }), async (place) => {
      await using at = await aStore({ foldAtBytes: 90_000 });
      await written(at);
      const chunks = at.store.counters().chunks ?? 0;
      const [segment = ""] = (await readdir(at.dir)).filter((name) => name.startsWith("seg-"));
      await at.reopen(() => flip(join(at.dir, segment), place));
      const counts = await countsOf(at);
      const hurt = hosts.filter((host) => counts.get(host) !== perHost);
      assert.ok(hurt.length <= 1, `hurt: ${hurt}`);
      await at.store.verify(new AbortController().signal);
      assert.ok(at.said.some(({ place: where }) => where?.includes(segment)));
      assert.ok((at.store.counters().chunks ?? 0) >= chunks - 1);
      await at.store.append("d", [{ measurement: "m", tags: [], fields: [["v", 1]], timeNs: base }]);
      assert.equal((await countsOf(at)).get(""), 1);
    }),
    { numRuns: 8 },
  );
}, 60_000);

test("a flipped byte of a log costs at most one record, is said, and the rest is brought back", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 2 ** 31 }), async (place) => {
      await using at = await aStore();
      await written(at);
      const [log = ""] = (await readdir(at.dir)).filter((name) => name.startsWith("log-"));
      await at.reopen(() => flip(join(at.dir, log), place));
      const counts = await countsOf(at);
      assert.deepEqual(
        [...counts.values()],
        hosts.map(() => perHost - 100),
      );
      assert.ok(at.said.some(({ place: where }) => where?.includes(log)));
      assert.equal(at.store.trouble()?.writable, true);
    }),
    { numRuns: 8 },
  );
}, 60_000);

test("a segment that was cut short gives the chunks that are left", async () => {
  await using at = await aStore({ foldAtBytes: 90_000 });
  await written(at);
  const [segment = ""] = (await readdir(at.dir)).filter((name) => name.startsWith("seg-"));
  const { length } = await readFile(join(at.dir, segment));
  await at.reopen(() => truncate(join(at.dir, segment), Math.floor(length / 2)));
  const counts = [...(await countsOf(at)).values()];
  const rows = counts.reduce((sum, count) => sum + count, 0);
  assert.ok(rows > 1000 && rows < hosts.length * perHost, `${rows} rows`);
  assert.ok((at.store.counters().damaged_places ?? 0) > 0);
});

test("files of others, and files that a crash left half-written, do no harm; the latter go", async () => {
  await using at = await aStore();
  await written(at);
  await at.reopen(async () => {
    await writeFile(join(at.dir, "seg-0000000001-0000000009-0.0123456789abcdef.v1.tmp"), "half");
    await writeFile(join(at.dir, "README"), "mine");
  });
  assert.deepEqual(new Set((await countsOf(at)).values()), new Set([perHost]));
  const names = await readdir(at.dir);
  assert.ok(names.includes("README"));
  assert.ok(!names.some((name) => name.endsWith(".tmp")));
});
