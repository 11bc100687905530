import fc from "fast-check";
import { expect, test } from "vitest";
import { didYouMean, editDistance, suggest } from "./suggest.ts";

const keys = ["image", "ports", "volumes", "environment", "depends_on", "restart"];

test.each([
  ["imgae", "image"],
  ["port", "ports"],
  ["enviroment", "environment"],
  ["depends-on", "depends_on"],
  ["Restart", "restart"],
  ["volume", "volumes"],
  ["qqqqq", undefined],
  ["x", undefined],
])("for %s, %s is suggested", (word, expected) => expect(suggest(word, keys)).toBe(expected));

test("a word that is near to nothing gets the short list of what is known", () => {
  expect(didYouMean("qqqq", ["a", "b"])()).toBe("Known here: a, b.");
});

test("edit distance is symmetric, zero only for equal words, and at most the longer length", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      const edits = editDistance(a, b);
      expect(edits).toBe(editDistance(b, a));
      expect(edits === 0).toBe(a === b);
      expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});
