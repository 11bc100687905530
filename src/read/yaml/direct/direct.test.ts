// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Notes } from "../../say/say.ts";
import { plainText } from "../plain-text.ts";
import { readDirectly } from "./direct.ts";
import { block, piecesOf, spoilt } from "./testing/any-yaml.ts";
import { directly, fully } from "./testing/both-ways.ts";

const root = resolve(import.meta.dirname, "../../../..");
const files = [
  "examples/tig/docker-compose.yml",
  "../shared/fixtures/edgex-jakarta/docker-compose.yml",
  "../shared/fixtures/edgex-odessa/docker-compose.yml",
].map((path) => resolve(root, path));
const texts = files.filter((path) => existsSync(path)).map((path) => readFileSync(path, "utf8"));

test.each(texts)("what people have is read directly, and as the parser reads it", (text) => {
  expect(directly(text)).toEqual(fully(text));
});

test.each([
  "a: 1 # b\n# c\n\nb:\n- x\n-  y: z\n   'k': \"v\\n\"\n",
  "a: one\n  two\n   three\nb: [a, 'b', {c: d, e: [1]}] # f\n",
  "x-a: &a\n  k: v\ny: *a\nz:\n  <<: [*a, *a]\n  l: &l [1,\n    2 ]\n",
  "a:\nb: # c\n  # d\n\n  c:   \n  -\n  - - e\n",
  "a: '' # it\nb: 'it''s'\nc: ${A:-b}\nd: http://h:80/#x\ne: -1.5e3\nf: 0x1F\ng: ~\nh: True\ni: .inf",
  "a: 1\na: 2\n1: b\nc: *c\n<<: d\n",
])("%j is read directly", (text) => {
  expect(directly(text)).toEqual(fully(text));
});

const words =
  "yes No on OFF y n true True TRUE tRue false ~ null Null nULL 0 017 0o17 0o8 0x1F 0xg 0b1 1_000 +1 -0 1. .5 +.5 . 1e3 1e 1.e-3 .inf -.INF +.iNF .nan .NaN -.nan --1 1-2 2001-12-14 12:30:45 = $A -x é".split(
    " ",
  );

test("a word stands for what the parser takes it for", () => {
  const text = words.map((word, i) => `k${i}: ${word}\nl${i}: [${word}]\n`).join("");
  expect(directly(text)).toEqual(fully(text));
});

test.each([
  ["several documents", "a: 1\n---\nb: 2\n"],
  ["text in a block", "a: |\n  b\n"],
  ["a tag", "a: !reset null\n"],
  ["a rare escape", 'a: "\\x41"\n'],
  ["quotes over several lines", "a: 'b\n  c'\n"],
  ["a line between plain text", "a: b\n\n  c\n"],
  ["a comment in brackets", "a: [b, # c\n  d]\n"],
  ["a comma at the end in brackets", "a: [b,]\n"],
  ["an explicit key", "? a\n: b\n"],
  ["a key that is no word", "a b: c\n"],
  ["an indented document", "  a: b\n"],
  ["no content", "# a\n"],
  ["CRLF", "a: b\r\n"],
  ["a tab", "a:\tb\n"],
  ["a second colon", "a: b: c\n"],
  ["a map below a value", "a: b\n  c: d\n"],
  ["items that do not line up", "a:\n   - b\n  - c\n"],
  ["an anchor of an alias", "a: &b 1\nc: &d *b\n"],
  ["brackets that are too deep", `a: ${"[".repeat(64)}${"]".repeat(64)}\n`],
  ["blocks that are too deep", `${"- ".repeat(65)}a\n`],
  ["a sign that YAML keeps for itself", "a: @b\n"],
])("%s is left to the parser", (_, text) => {
  expect(readDirectly(text)).toBeUndefined();
});

test("whatever is read directly is read as the parser reads it, without an error", () => {
  let count = 0;
  fc.assert(
    fc.property(spoilt(fc.oneof(block, piecesOf(texts))), (text) => {
      if (plainText(text, "f.yml", new Notes()) === undefined || text.includes("\r")) return;
      const read = directly(text);
      if (read === undefined) return;
      count += 1;
      expect(read).toEqual(fully(text));
    }),
    { numRuns: 2000 },
  );
  expect(count).toBeGreaterThan(100);
});
