import fc from "fast-check";
import { expect, test } from "vitest";
import { textAt, valueAt } from "../../model/node.ts";
import { parseSize, sizeOf } from "./size.ts";

test.each([
  ["4096", 4096],
  ["512m", 536_870_912],
  ["1.5g", 1_610_612_736],
  ["64mb", 67_108_864],
  ["1GiB", 1_073_741_824],
  ["1 kB", 1024],
  ["1b", 1],
  ["1e3", 1000],
  ["1.", 1],
  [".5k", 512],
  ["0.0009k", 0],
  ["1p", 2 ** 50],
  ["8191p", 8191 * 2 ** 50],
  ["8192p", undefined],
  ["1e", undefined],
  ["1kib ", undefined],
  ["1  k", undefined],
  ["1bb", undefined],
  ["1ki", undefined],
  ["k", undefined],
  ["-1", undefined],
  ["", undefined],
  [" ", undefined],
])("%j is %s bytes", (text, bytes) => expect(parseSize(text)).toBe(bytes));

const at = { file: "f", line: 1, column: 1 };

test.each([
  [valueAt(1024, at), 1024],
  [valueAt(-1, at), -1],
  [textAt("-1", at), -1],
  [textAt("1k", at), 1024],
  [valueAt(1.5, at), undefined],
  [valueAt(true, at), undefined],
])("a value in a file: %j", (node, bytes) => expect(sizeOf(node)).toBe(bytes));

test("what comes out is a whole number of bytes, and more of a thing is never less", () => {
  const unit = fc.constantFrom("", "b", "k", "kb", "KiB", "m", "g");
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(100_000), unit, (a, b, of) => {
      const [less = -1, more = -1] = [a, b].toSorted((x, y) => x - y).map((n) => parseSize(`${n}${of}`));
      expect(Number.isSafeInteger(less) && less >= 0 && less <= more).toBe(true);
    }),
  );
});
