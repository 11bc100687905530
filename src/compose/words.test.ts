import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitWords } from "./words.ts";

test.each([
  ["sh -c 'echo a b'", ["sh", "-c", "echo a b"]],
  ['a "b \\"c\\"" d', ["a", 'b "c"', "d"]],
  ["a\\ b c", ["a b", "c"]],
  ['"c\\ d"', ["c d"]],
  ["'a\\b'", ["a\\b"]],
  ['a\\tb "c\\nd"', ["a\tb", "c\nd"]],
  ["a'b'\"c\"", ["abc"]],
  ["''", [""]],
  ["a '' \"\"", ["a", "", ""]],
  ["  ", []],
  ["a\tb\r\nc", ["a", "b", "c"]],
  ["a\u00a0b", ["a\u00a0b"]],
  ["a #b", ["a", "#b"]],
  ["a `b c` d", ["a", "`b c`", "d"]],
  ["a `b; (c` d", ["a", "`b; (c`", "d"]],
  ["`a 'b`c' d`", ["`a b`c d`"]],
  ["a $(b; 'c \"d) e", ["a", "$(b; 'c \"d)", "e"]],
  ["a ';' \"&|\" \\> '(' \\)", ["a", ";", "&|", ">", "(", ")"]],
])("%j is split into %j", (text, words) => expect(splitWords(text)).toEqual({ words }));

describe("outside of quotes", () => {
  test.each([
    ["a ; b", ";", ["a"]],
    ["a; b", ";", ["a"]],
    ["a && b", "&", ["a"]],
    ["a | b", "|", ["a"]],
    ["a < b", "<", ["a"]],
    ["a b>c", ">", ["a", "b"]],
    ["a 2>&1", ">", ["a"]],
    ["a 2b>c", ">", ["a"]],
    ["a ''; b", ";", ["a", ""]],
    ["; b", ";", []],
    ["a; 'b", ";", ["a"]],
  ])("%j ends at %s", (text, cutBy, words) => expect(splitWords(text)).toEqual({ words, cutBy }));
});

test.each([
  ["it's", "quote"],
  ['a "b', "quote"],
  ["a `b", "backquote"],
  ["a $(b", "$("],
  ["a\\", "backslash"],
  ["'a' \"b\\\"", "quote"],
  ["a (b)", "`(`"],
  ["a $(b (c))", "`(`"],
  ["a ) b )", "`)`"],
])("%j is refused for its %s", (text, said) => expect(splitWords(text)).toContain(said));

test("quoted words come back as they were", () => {
  const word = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const quoted = words.map((w) => `'${w.replaceAll("'", "'\\''")}'`).join(" ");
      expect(splitWords(quoted)).toEqual({ words });
    }),
  );
});
