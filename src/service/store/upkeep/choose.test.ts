import assert from "node:assert/strict";
import { test } from "vitest";
import { choose } from "./choose.ts";

const day = 24n * 3_600n * 1_000_000_000n;
const segment = (sizeBytes: number, from: bigint, expiredBytes = 0) => ({
  sizeBytes,
  minNs: from * day,
  maxNs: (from + 1n) * day - 1n,
  expiredBytes,
});
const never = -(2n ** 63n);
const any = 2n ** 64n;

test("seven segments of one size stay, the eighth merges them", () => {
  const seven = Array.from({ length: 7 }, (_, i) => segment(1000, BigInt(i)));
  assert.equal(choose(seven, never, any), undefined);
  assert.deepEqual(choose([...seven, segment(1000, 7n)], never, any), { from: 0, to: 8 });
});

test("a large segment is not written again for the sake of small ones", () => {
  const segments = [segment(1_000_000, 0n), ...Array.from({ length: 8 }, (_, i) => segment(1000, BigInt(i + 1)))];
  assert.deepEqual(choose(segments, never, any), { from: 1, to: 9 });
});

test("segments are not merged beyond the time that may expire together", () => {
  const segments = Array.from({ length: 8 }, (_, i) => segment(1000, BigInt(i)));
  assert.equal(choose(segments, never, 4n * day), undefined);
});

test("what has expired goes first, then what has expired by half", () => {
  const segments = [segment(1000, 5n, 600), segment(1000, 1n), segment(1000, 9n)];
  assert.deepEqual(choose(segments, 3n * day, any), { from: 1, to: 2 });
  assert.deepEqual(choose([segment(1000, 5n, 600), segment(1000, 9n)], 3n * day, any), { from: 0, to: 1 });
});

test("merging comes to an end: what it leaves is not chosen again", () => {
  let segments = Array.from({ length: 100 }, (_, i) => segment(1000, BigInt(i)));
  let written = 0;
  for (let choice = choose(segments, never, any); choice; choice = choose(segments, never, any)) {
    const some = segments.slice(choice.from, choice.to);
    const sizeBytes = some.reduce((sum, one) => sum + one.sizeBytes, 0);
    written += sizeBytes;
    segments = segments.toSpliced(choice.from, some.length, { ...segment(sizeBytes, 0n), maxNs: 100n * day });
  }
  assert.ok(segments.length < 16, `${segments.length} segments left`);
  assert.ok(written <= 3 * 100 * 1000, `${written} bytes written`);
});
