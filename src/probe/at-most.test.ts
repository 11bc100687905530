import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { test } from "vitest";
import { atMost } from "./at-most.ts";

test("never more than the limit are under way, and the results keep their order", async () => {
  let now = 0;
  let most = 0;
  const results = await atMost(3, [5, 1, 4, 2, 3, 0, 6], async (ticks) => {
    most = Math.max(most, ++now);
    for (let i = 0; i < ticks; i++) await setImmediate();
    now--;
    return ticks * 10;
  });
  assert.equal(most, 3);
  assert.deepEqual(results, [50, 10, 40, 20, 30, 0, 60]);
});

test("after an error nothing further is begun, and nothing is still under way", async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (n: number) => {
    begun.push(n);
    if (n === 0) throw new Error("broken");
    for (let i = 0; i < 5; i++) await setImmediate();
    ended.push(n);
  };
  await assert.rejects(atMost(2, [0, 1, 2, 3, 4, 5], work), /broken/);
  assert.deepEqual([begun, ended], [[0, 1], [1]]);
});

test("no items, no work", async () => {
  assert.deepEqual(await atMost(4, [], async () => 1), []);
});
