import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { expect, test } from "vitest";
import type { Store } from "../../src/service/store/contract.ts";
import { openStore } from "../../src/service/store/store.ts";

const writerFile = join(import.meta.dirname, "store-writer.ts");
const around = { log: pino({ level: "silent" }), now: Date.now, signal: new AbortController().signal };

/** Lets a writer run until it has acknowledged some batches, and some milliseconds more; then kills it. */
async function killedWriter(dir: string, first: number, batches: number, moreMs: number): Promise<readonly number[]> {
  const child = spawn(process.execPath, ["--import", "tsx", writerFile, dir, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const acknowledged: number[] = [];
  let rest = "";
  let doomed = false;
  for await (const text of child.stdout.setEncoding("utf8")) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    acknowledged.push(...lines.map(Number));
    if (doomed || acknowledged.length < batches) continue;
    doomed = true;
    setTimeout(() => child.kill("SIGKILL"), moreMs);
  }
  await ended;
  assert.equal(child.signalCode, "SIGKILL");
  return acknowledged;
}

async function valuesOf(store: Store, sensor: string): Promise<ReadonlyMap<number, unknown>> {
  const found = new Map<number, unknown>();
  const tags = [{ key: "sensor", is: "equal", value: sensor } as const];
  for await (const { timesNs, values } of store.range({ database: "d", measurement: "m", field: "v", tags })) {
    for (const [i, timeNs] of timesNs.entries()) found.set(Number(timeNs / 1_000_000_000n), values[i]);
  }
  return found;
}

test("kill -9 at any moment loses nothing that was acknowledged, and leaves nothing wrong", {
  timeout: 240_000,
}, async () => {
  const lanes = [0, 1].map(async (lane) => {
    const dir = await mkdtemp(join(tmpdir(), "edgeward-kill-"));
    const acknowledged = new Set<number>();
    const newestAgain = new Map<number, number>();
    let last = -1;
    try {
      for (let round = 0; round < 11; round++) {
        const first = Math.max(last, ...acknowledged) + 100;
        const numbers = await killedWriter(dir, first, (round * 37) % 120, Math.random() * (round % 3) * 25);
        for (const n of numbers) {
          acknowledged.add(n);
          newestAgain.set(n % 50, Math.max(n, newestAgain.get(n % 50) ?? 0));
        }
        await using store = await openStore({ dir, foldAtBytes: 20_000 }, around);
        for (const sensor of ["a", "b", "c"]) {
          const found = await valuesOf(store, sensor);
          assert.deepEqual(
            [...acknowledged].filter((n) => found.get(n) !== n),
            [],
            `lane ${lane}, round ${round}`,
          );
          for (const [second, value] of found) assert.equal(value, second);
          last = Math.max(last, ...found.keys());
        }
        const again = await valuesOf(store, "again");
        for (const [second, n] of newestAgain)
          assert.ok(Number(again.get(second)) >= n, `second ${second}, round ${round}`);
        assert.equal(await store.verify(around.signal), 0);
      }
      return acknowledged.size;
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  });
  // Both come to their end, also when one of them fails: neither its program nor its directory stays.
  for (const lane of await Promise.allSettled(lanes)) {
    if (lane.status === "rejected") throw lane.reason;
    expect(lane.value).toBeGreaterThan(500);
  }
});
