import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createArrival } from "./arrival.ts";

test("a time is the clock's, and within one millisecond a nanosecond later each", () => {
  let nowMs = 1_700_000_000_000;
  const arrival = createArrival(() => nowMs);
  const times = [arrival.nextNs(), arrival.nextNs(), arrival.nextNs()];
  nowMs += 0.5;
  times.push(arrival.nextNs());
  nowMs += 0.5;
  times.push(arrival.nextNs());
  expect(times.map((time) => time - 1_700_000_000_000_000_000n)).toEqual([0n, 1n, 2n, 3n, 1_000_000n]);
  expect(arrival.behindMs()).toBe(0);
});

test("after the clock was set back, times go on from the last one until it has caught up", () => {
  const clock = [5_000, 1_000, 1_001, 4_999, 5_001];
  const arrival = createArrival(() => clock.shift() ?? 0);
  expect([arrival.nextNs(), arrival.nextNs()]).toEqual([5_000_000_000n, 5_000_000_001n]);
  expect(arrival.behindMs()).toBe(4_000);
  expect([arrival.nextNs(), arrival.nextNs(), arrival.nextNs()]).toEqual([
    5_000_000_002n,
    5_000_000_003n,
    5_001_000_000n,
  ]);
  expect(arrival.behindMs()).toBe(0);
});

test("more points in a millisecond than it has nanoseconds run into the next, and stay in order", () => {
  let nowMs = 1;
  const arrival = createArrival(() => nowMs);
  let before = arrival.nextNs();
  for (let i = 0; i < 1_000_001; i++) {
    const time = arrival.nextNs();
    if (time <= before) assert.fail(`${time} after ${before}`);
    before = time;
  }
  for (nowMs of [1, 2, 3, 4]) {
    const time = arrival.nextNs();
    assert.ok(time > before);
    before = time;
  }
  assert.equal(before, 4_000_000n);
});

test("whatever the clock does, every time is later than the one before", () => {
  const steps = fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -1e12, max: 1e12 })), {
    minLength: 2,
  });
  fc.assert(
    fc.property(steps, (clock) => {
      let nowMs = 1_700_000_000_000;
      const arrival = createArrival(() => nowMs);
      let before = arrival.nextNs();
      for (const step of clock) {
        nowMs += step;
        const time = arrival.nextNs();
        assert.ok(time > before && time >= BigInt(nowMs) * 1_000_000n);
        before = time;
      }
    }),
  );
});
