import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs, usualPace, waitFor } from "./pace.ts";

const growth = { floorMs: 10, baseMs: 100, capMs: 1_000 };

test.each([
  [1, 100],
  [2, 200],
  [4, 800],
  [5, 1_000],
  [1_000_000, 1_000],
])("after %i failures in a row the wait is below %i ms", (failures, bound) => {
  expect(backoffMs(failures, growth, 0)).toBe(10);
  expect(backoffMs(failures, growth, 0.999_999_999)).toBeCloseTo(bound, 3);
});

test("no wait is ever so short that trying again would be spinning, nor longer than the cap", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1 }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (failures, random) => {
        for (const one of [usualPace.reconnect, usualPace.refused, usualPace.restart]) {
          const waitMs = backoffMs(failures, one, random);
          assert.ok(waitMs >= one.floorMs && waitMs >= 50 && waitMs <= one.capMs);
        }
      },
    ),
  );
});

test("waiting ends at once when the signal fires, before or during it", async () => {
  const stop = new AbortController();
  const waiting = waitFor(60_000, stop.signal);
  stop.abort();
  await waiting;
  await waitFor(60_000, stop.signal);
});
