import fc from "fast-check";
import { expect, test } from "vitest";
import { splitWords } from "./words.ts";

test.each([
  ["sh -c 'echo a b'", ["sh", "-c", "echo a b"]],
  ['a "b \\"c\\"" d', ["a", 'b "c"', "d"]],
  ["a\\ b c", ["a b", "c"]],
  ['"c\\ d"', ["c d"]],
  ["a'b'\"c\"", ["abc"]],
  ["''", [""]],
  ["  ", []],
  ["it's", undefined],
  ["a\\", undefined],
])("%j is split into %j", (text, words) => expect(splitWords(text)).toEqual(words));

test("quoted words come back as they were", () => {
  const word = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const quoted = words.map((w) => `'${w.replaceAll("'", "'\\''")}'`).join(" ");
      expect(splitWords(quoted)).toEqual(words);
    }),
  );
});
