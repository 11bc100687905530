import fc from "fast-check";
import { expect, test } from "vitest";
import { isNull, type Node } from "../../model/node.ts";
import { Notes } from "../say/say.ts";
import { parseYaml } from "./parse.ts";

const plain = (node: Node): unknown => {
  if (node.kind === "list") return node.items.map(plain);
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return isNull(node) ? null : node.value;
};

function parsed(text: string) {
  const notes = new Notes();
  const trees = parseYaml({ path: "f.yml", text }, notes);
  return { value: trees?.map(plain)[0], trees, problems: notes.problems };
}
const places = (text: string) => parsed(text).problems.map(({ code, at }) => `${code} ${at.line}:${at.column}`);

test.each([
  ["a tab as indentation", "a:\n\tb: 1", "yaml 2:1", /tab/],
  ["a quote that is not closed", "a: 'x\nb: 1\n", "yaml 1:4", /not closed/],
  ["a bracket that is not closed", "a: [1, 2\nb: 3", "yaml 1:4", /not closed/],
  ["a line without a colon", "services:\n  web:\n    image nginx\n    ports:\n", "yaml 3:5", /without a colon/],
  ["keys that do not line up", "a:\n   b: 1\n  c: 2", "yaml 3:1", /indentation/],
  ["a second colon", "a: b: c", "yaml 1:4", /second `key:`/],
  ["a backtick", "a: `x`", "yaml 1:4", /cannot start/],
  ["a key twice", "a: 1\nb: 2\na: 3", "duplicate-key 3:1", /line 1/],
  ["a number as key", "8080: x", "key-not-text 1:1", /number/],
  ["a list as key", "? [a]\n: b", "key-not-text 1:3", /a list/],
  ["a % line without a document", "%YAML\n", "yaml 1:1", /directive|document/],
  ["an alias to nothing", "a: *x", "bad-alias 1:4", /no anchor/],
  ["an alias inside its own anchor", "a: &a [*a]", "bad-alias 1:8", /contains itself/],
  ["a tag that nobody knows", "a: !vault x", "unknown-tag 1:11", /tag is not known/],
  ["a merge key with a text", "x: { <<: y }", "bad-merge-key 1:10", /needs a map/],
  ["a byte of a binary file", "a: 1\nb: \0", "not-text 2:4", /U\+0000/],
  ["a file that is not UTF-8", "a: \ufffd", "not-text 1:4", /UTF-8/],
  ["a file that is too large", "#".repeat(17_000_000), "file-too-large 1:1", /too large/],
])("%s has a place and a remedy", (_, text, place, what) => {
  const { problems } = parsed(text);
  expect(places(text)).toContain(place);
  expect(problems.some((problem) => what.test(problem.what) && problem.remedy.length > 10)).toBe(true);
});

test.each(["[", "{", "- ", "? ", "a: ", "{a: ", "[? ", "- [", "&a ["])(
  "a long run of %j is refused where it becomes too deep",
  (piece) => {
    const { problems } = parsed(piece.repeat(20_000));
    expect(problems.map(({ severity }) => severity)).toContain("error");
    expect(problems.every(({ at }) => at.line > 0 && at.column > 0)).toBe(true);
  },
);

test("64 levels are read, 65 are not", () => {
  const nested = (levels: number) => `${"[".repeat(levels)}${"]".repeat(levels)}`;
  expect(parsed(nested(64)).problems).toEqual([]);
  expect(places(nested(65))).toEqual(["too-deep 1:65"]);
});

test("all syntax errors of a file are told, one for each line", () => {
  expect(places("a: 'x' y\nb: [1 2\nc: @z\n").length).toBeGreaterThan(1);
});

test("what the parser trips over after it has given up is no error of its own", () => {
  expect(places("  web:\n\tx: 1\n    environment: {A: b}\n\n    ports:\n")).toEqual(["yaml 2:1"]);
});

test("merge keys give way to a map's own keys, and earlier ones win", () => {
  const text = "x: &x { a: 1, b: 1 }\ny: &y { b: 2, c: 2 }\nz: { <<: [*x, *y], a: 0 }";
  expect(parsed(text).value).toMatchObject({ z: { a: 0, b: 1, c: 2 } });
});

test("values keep how they were written", () => {
  const tree = parsed("a: 0700").trees?.[0];
  expect(tree?.kind === "map" && tree.entries[0]?.value).toMatchObject({ value: 700, source: "0700" });
});

test("CRLF, a byte order mark and several documents are nothing special", () => {
  expect(parsed("\ufeffa: 1\r\nb:\r\n  - c\r\n")).toMatchObject({ value: { a: 1, b: ["c"] }, problems: [] });
  expect(parsed("---\na: 1\n---\nb: 2\n").trees?.map(plain)).toEqual([{ a: 1 }, { b: 2 }]);
});

test("aliases that would grow without bounds are refused, and soon", () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i},`.repeat(9)}]`);
  const text = `l0: &l0 [a,b,c]\n${levels.join("\n")}`;
  expect(parsed(text).problems.map(({ code }) => code)).toContain("alias-bomb");
  const deep = Array.from({ length: 100 }, (_, i) => `l${i + 1}: &l${i + 1} [*l${i}]`);
  expect(parsed(`l0: &l0 a\n${deep.join("\n")}`).problems.map(({ code }) => code)).toContain("alias-bomb");
});

const piece = fc.constantFrom(
  "a",
  "b:",
  ": ",
  "- ",
  "\n",
  "\n  ",
  "\t",
  "[",
  "]",
  "{",
  "}",
  ",",
  "&x ",
  "*x",
  "!t ",
  "'",
  '"',
  "|",
  ">",
  "#",
  "<<: ",
  "? ",
  "%",
  "---\n",
  "0",
  "null",
);

test("no text makes the parser throw, and what cannot be read has a place inside the text", () => {
  const junk = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(junk, (text) => {
      const { trees, problems } = parsed(text);
      expect(trees !== undefined || problems.length > 0).toBe(true);
      const lines = text.split("\n");
      for (const { at } of problems) {
        expect(at.line).toBeLessThanOrEqual(lines.length);
        expect(at.column).toBeLessThanOrEqual((lines[at.line - 1]?.length ?? 0) + 2);
      }
    }),
    { numRuns: 500 },
  );
});
