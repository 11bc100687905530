import fc from "fast-check";
import { expect, test } from "vitest";
import { splice, toLines, toText } from "./lines.ts";

const texts = fc.array(fc.constantFrom("a", "b ", "", "\n", "\r\n", "\r", "ü")).map((parts) => parts.join(""));

test("the lines of any text make that text again", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(toText(toLines(text))).toBe(text);
    }),
  );
});

test("a new line ends as the first line of the file does", () => {
  expect(toText(splice(toLines("a\r\nb\r\n"), 1, 1, ["new"]))).toBe("a\r\nnew\r\nb\r\n");
});

test("a text without a final line end gets none", () => {
  expect(toText(splice(toLines("a\nb"), 2, 2, ["c"]))).toBe("a\nb\nc");
  expect(toText(splice(toLines("a\nb"), 1, 2, ["c"]))).toBe("a\nc");
});

test("a line knows its number in the original after lines above it have come and gone", () => {
  const edited = splice(splice(toLines("a\nb\nc\n"), 0, 1, []), 0, 0, ["x", "y"]);
  expect(edited.map(({ text, origin }) => [text, origin])).toEqual([
    ["x", undefined],
    ["y", undefined],
    ["b", 2],
    ["c", 3],
  ]);
});
