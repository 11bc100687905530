import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import type { Store } from "../../src/service/store/contract.ts";
import { aStore, collect, until } from "../../src/service/store/testing/a-store.ts";

/** A file system of one megabyte of its own. Only root may mount one. */
async function tinyDisk(): Promise<AsyncDisposable & { readonly dir: string }> {
  const dir = await mkdtemp(join(tmpdir(), "edgeward-tiny-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "edgeward-test", dir]);
  return {
    dir,
    async [Symbol.asyncDispose]() {
      execFileSync("umount", [dir]);
      await rm(dir, { recursive: true });
    },
  };
}

const point = (n: number) => ({
  measurement: "m",
  tags: [],
  // Digits that do not repeat: the chunks must take room as well.
  fields: [["v", Math.sin(n) * 1e6] as const, ["text", `${Math.cos(n)}${Math.sin(n * n)}`] as const],
  timeNs: BigInt(n) * 1_000_000_000n,
});

async function timesOf(store: Store): Promise<number[]> {
  const batches = await collect(store.range({ database: "d", measurement: "m", field: "v" }));
  return batches.flatMap(({ timesNs }) => timesNs.map((timeNs) => Number(timeNs / 1_000_000_000n)));
}

const isRoot = process.getuid?.() === 0;

test.skipIf(!isRoot).each([
  ["while the log grows", { foldAtBytes: 64 * 1024 * 1024 }],
  ["while rows are folded into chunks", { foldAtBytes: 100_000 }],
])(
  "a disk that fills up %s: appends are refused, nothing is half-written, and room brings it back",
  async (_, options) => {
    await using disk = await tinyDisk();
    const filler = join(disk.dir, "filler");
    await writeFile(filler, Buffer.alloc(500_000));
    await using at = await aStore({ ...options, dir: join(disk.dir, "store") });
    const stored: number[] = [];
    const batch = (n: number) => Array.from({ length: 50 }, (_, i) => point(n * 50 + i));
    let refused: unknown;
    for (let n = 0; n < 2000 && !refused; n++) {
      try {
        await at.store.append("d", batch(n));
        stored.push(...batch(n).map((_, i) => n * 50 + i));
      } catch (error) {
        refused = error;
      }
    }
    assert.ok(refused instanceof Error && "code" in refused && refused.code === "disk-full", String(refused));
    assert.equal(at.store.trouble()?.writable, false);
    assert.deepEqual(await timesOf(at.store), stored, "answers while the disk is full");
    await rm(filler);
    await until("the store takes points again", async () => {
      const taken = await at.store.append("d", batch(9000)).then(
        () => true,
        () => false,
      );
      return taken;
    });
    stored.push(...batch(9000).map((_, i) => 9000 * 50 + i));
    assert.equal(at.store.trouble()?.writable ?? true, true);
    assert.deepEqual(await timesOf(at.store), stored, "after there was room again");
    await at.reopen();
    assert.deepEqual(await timesOf(at.store), stored, "after reopening");
    assert.equal(at.store.counters().damaged_places, 0, "nothing was left half-written");
  },
);

test.skipIf(!isRoot)("a store on a full disk opens and answers", async () => {
  await using disk = await tinyDisk();
  await using at = await aStore({ dir: join(disk.dir, "store") });
  await at.store.append("d", [point(1)]);
  await at.reopen(async () => {
    await writeFile(join(disk.dir, "filler"), Buffer.alloc(2_000_000)).catch(() => undefined);
  });
  assert.deepEqual(await timesOf(at.store), [1]);
  await assert.rejects(at.store.append("d", [point(2)]), { code: "disk-full" });
  await rm(join(disk.dir, "filler"));
  await at.store.append("d", [point(2)]);
  assert.deepEqual(await timesOf(at.store), [1, 2]);
});
