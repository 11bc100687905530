import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { keyFilter } from "./key-filter.ts";

test.each<[string[], string, boolean]>([
  [["host"], "host", true],
  [["host"], "hosts", false],
  [["host", "rack"], "rack", true],
  [["a{b,c}"], "ab", false],
  [["a{b,c}"], "a{b,c}", true],
  [["tag*"], "tag", true],
  [["tag*"], "tag_1", true],
  [["tag*"], "my_tag", false],
  [["*_name"], "sensor_name", true],
  [["a*b*c"], "a-b-b-c", true],
  [["a*b*c"], "a-c-b", false],
  [["**"], "", true],
  [["t?g"], "tag", true],
  [["t?g"], "tg", false],
  [["tag[12]"], "tag2", true],
  [["tag[12]"], "tag3", false],
  [["tag[a-c]"], "tagb", true],
  [["tag[!a-c]"], "tagb", false],
  [["tag[!a-c]"], "tagd", true],
  [["{host,rack}*"], "rack_1", true],
  [["{host,rack}*"], "room", false],
  [["a{b,{c,d}}*"], "ad", true],
  [["x{,y}*z"], "xz", true],
  [["\\*x*"], "*x1", true],
  [["\\*x*"], "ax1", false],
  [["tag*", "host"], "host", true],
  [["a.b*"], "axb", false],
  [["☃?*"], "☃😀", true],
])("the filter %j matches %j: %s", (patterns, key, expected) => expect(keyFilter(patterns)?.(key)).toBe(expected));

test("no patterns make no filter", () => expect(keyFilter([])).toBeUndefined());

test("globs of * and ? match what the regular expression of the same meaning matches", () => {
  const char = fc.constantFrom("a", "b", "*", "?");
  fc.assert(
    fc.property(
      fc.string({ unit: char, minLength: 1 }),
      fc.string({ unit: fc.constantFrom("a", "b") }),
      (glob, key) => {
        const pattern = `^${glob.replaceAll("*", ".*").replaceAll("?", ".")}$`;
        assert.equal(keyFilter([glob, "*-"])?.(key), new RegExp(pattern).test(key));
      },
    ),
  );
});

test("a key that was made to be slow is read to its end: trying every way to divide it would take years", () => {
  const filter = keyFilter(["*a*a*a*a*a*a*a*a*b"]);
  expect(filter?.("a".repeat(20_000))).toBe(false);
});

test("no pattern makes it throw", () => {
  const special = fc.string({ unit: fc.constantFrom(..."ab*?[]{}!,-\\") });
  fc.assert(fc.property(special, fc.string(), (pattern, key) => void keyFilter([pattern, "*"])?.(key)));
});
