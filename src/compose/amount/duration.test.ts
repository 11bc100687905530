import fc from "fast-check";
import { expect, test } from "vitest";
import { parseComposeDuration, parseGoDuration, showGoDuration } from "./duration.ts";

test.each([
  ["1h30m", 5_400_000_000_000n],
  ["1.5s", 1_500_000_000n],
  [".5s", 500_000_000n],
  ["1.s", 1_000_000_000n],
  ["250us", 250_000n],
  ["250µs", 250_000n],
  ["250μs", 250_000n],
  ["0.3ns", 0n],
  ["0", 0n],
  ["-1m", -60_000_000_000n],
  ["+1m", 60_000_000_000n],
  ["1m1h1m", 3_720_000_000_000n],
  ["2562047h47m16.854775807s", 2n ** 63n - 1n],
  ["2562047h47m16.854775808s", undefined],
  ["10", undefined],
  ["", undefined],
  ["-", undefined],
  ["s", undefined],
  [".s", undefined],
  ["1 s", undefined],
  ["1S", undefined],
  ["1d", undefined],
  ["1m-1s", undefined],
  ["1constructor", undefined],
])("%j is %s ns for Go", (text, ns) => expect(parseGoDuration(text)).toBe(ns));

test.each([
  ["1d", 86_400_000_000_000n],
  ["1w1d", 691_200_000_000_000n],
  ["1.5d", 129_600_000_000_000n],
  ["1y", undefined],
])("%s is %s ns for Compose, which knows days and weeks", (text, ns) => expect(parseComposeDuration(text)).toBe(ns));

test("what is shown is read back as the same", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), (ns) => {
      expect(parseGoDuration(showGoDuration(ns))).toBe(ns);
    }),
  );
});

test("no text makes it throw, nor takes long", () => {
  const near = fc.stringMatching(/^[-+]?(\d{0,30}\.?\d{0,30}(ns|us|s|m|h|d|x)?){0,5}$/);
  fc.assert(fc.property(fc.oneof(fc.string(), near), (text) => void parseGoDuration(text)));
  expect(parseGoDuration("1".repeat(1_000_000))).toBeUndefined();
});
