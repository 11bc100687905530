import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration, parseMode } from "./quantity.ts";

test.each([
  ["500ms", 500],
  ["1s", 1000],
  ["1h30m", 5_400_000],
  ["0.5s", 500],
  ["30d", 2_592_000_000],
  ["1", undefined],
  ["s", undefined],
  ["-1s", undefined],
  ["1 s", undefined],
])("the duration %s is %s ms", (text, ms) => expect(parseDuration(text)).toBe(ms));

test.each([
  ["0700", 0o700],
  ["0o750", 0o750],
  ["700", 0o700],
  ["0888", undefined],
  ["07777", undefined],
  ["rwx", undefined],
])("the mode %s is %s", (text, mode) => expect(parseMode(text)).toBe(mode));

test("no text makes them throw, and what comes out is never negative or beyond what a number holds", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,20}\.?\d{0,3}[kmgbsdwhu]{0,3}$/)), (text) => {
      for (const value of [parseDuration(text), parseMode(text)]) {
        if (value !== undefined) expect(value >= 0 && value <= Number.MAX_SAFE_INTEGER).toBe(true);
      }
    }),
  );
});
