/** Whatever a file holds, it is read or refused soon, with a place. Sizes are such that more than linear time would be noticed. */
import { expect, test } from "vitest";
import { Notes } from "../../src/read/say/say.ts";
import { parseYaml } from "../../src/read/yaml/parse.ts";

function parsed(text: string) {
  const notes = new Notes();
  const trees = parseYaml({ path: "f.yml", text }, notes);
  return { trees, problems: notes.problems, codes: [...new Set(notes.problems.map(({ code }) => code))] };
}
const numbered = (count: number, line: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => line(i)).join("");

test.each([
  ["lines with an error each", "a: b: c\n".repeat(1_000_000), ["yaml"]],
  ["errors that begin late", `${numbered(20_000, (i) => `key${i}: value\n`)}${"a: b: c\n".repeat(60_000)}`, ["yaml"]],
  ["quotes that nothing closes", 'a: "x\n'.repeat(1_000_000), ["yaml"]],
  ["brackets that nothing closes", "a: [\n".repeat(1_000_000), ["yaml"]],
  ["tabs", "a:\n\tb: 1\n".repeat(1_000_000), ["yaml"]],
  ["one quote that nothing closes", `a: "${"x y\n ".repeat(600_000)}`, ["yaml"]],
  ["brackets in brackets", "[".repeat(16_000_000), ["too-deep"]],
  ["lists in lists", "- ".repeat(8_000_000), ["too-deep"]],
  ["keys in keys, line by line", numbered(5000, (i) => `${" ".repeat(i)}a:\n`), ["too-deep"]],
  ["blank lines before many comments", `a:\n b:\n  - 1\n${"\n".repeat(200_000)}${"   #\n".repeat(200_000)}`, []],
  [
    "the same behind what only the full parser reads, which would look at each blank line for each comment",
    `t: |\n x\na:\n b:\n  - 1\n${"\n".repeat(200_000)}${"   #\n".repeat(200_000)}`,
    ["file-too-large"],
  ],
  ["a line of 16 million letters", `a: ${"x".repeat(16_000_000)}`, []],
  ["a key of 16 million letters", `${"x".repeat(16_000_000)}: 1`, ["yaml"]],
  ["a text of 16 million digits", `a: ${"1".repeat(16_000_000)}`, []],
  ["many documents", "---\na: 1\n".repeat(100_000), ["too-many-documents"]],
  ["ends of documents", "...\n".repeat(100_000), ["too-many-documents"]],
  ["text that is no text", "\u0001".repeat(16_000_000), ["not-text"]],
  ["one long file", "a".repeat(50_000_000), ["file-too-large"]],
  ["a carriage return alone", "a: 1\rb: 2\r", ["line-end"]],
  ["keys twice", "a: 1\n".repeat(10_000), ["duplicate-key", "too-many"]],
  ["aliases to nothing", "- *x\n".repeat(10_000), ["bad-alias", "too-many"]],
  ["many aliases", `a: &a x\nb: [${"*a, ".repeat(30_000)}]`, []],
  ["keys that begin alike", numbered(20_000, (i) => `${"p".repeat(40)}${i}: 1\n`), []],
  [
    "merges of a long map",
    `a: &a {${numbered(300, (i) => `k${i}: 1, `)}}\nb:\n${" - <<: *a\n".repeat(7000)}`,
    ["alias-bomb"],
  ],
])("%s", (_, text, codes) => {
  const read = parsed(text);
  expect(read.codes).toEqual(codes);
  expect(read.problems.every(({ at }) => at.line > 0 && at.column > 0)).toBe(true);
});

test("what is refused for its size says where reading stopped", () => {
  const { problems } = parsed("a: [1, 2, 3, 4, 5, 6, 7, 8, 9]\n".repeat(150_000));
  expect(problems).toMatchObject([{ code: "file-too-large", at: { column: expect.any(Number) } }]);
  expect(problems[0]?.at.line).toBeGreaterThan(10_000);
});

test("one wrong line in a long file does not hide the others", () => {
  const { problems } = parsed(`a: b: c\n${numbered(8000, (i) => `k${i}: ${"v".repeat(40)}\n`)}z: 'x' y\n`);
  expect(problems.map(({ at }) => at.line)).toEqual([1, 8002]);
});

test("a file with CRLF line ends is read as one with LF", () => {
  const text = "# c\na: |\n  x\n  y\nb: 'p\n  q'\nc: [1,\n  2]\nd: z # e\n\nf: >-\n  g\n  h\n";
  const values = (from: string) => JSON.stringify(parsed(from).trees);
  expect(values(text.replaceAll("\n", "\r\n"))).toBe(values(text));
  expect(values(text)).not.toContain("\\r");
});

test.each([
  ["on: 1\nyes: 2\ny: 3", []],
  ["80: 1", ["key-not-text 1:1"]],
  ["true: 1", ["key-not-text 1:1"]],
  ["1.5: 1", ["key-not-text 1:1"]],
  ["~: 1", ["key-not-text 1:1"]],
  ["a:\n  : 1", ["key-not-text 2:3"]],
  ["'80': 1\n\"true\": 2", []],
])("keys of %j are texts, or said", (text, said) => {
  expect(parsed(text).problems.map(({ code, at }) => `${code} ${at.line}:${at.column}`)).toEqual(said);
});

test("words that only YAML 1.1 takes for truth values stay texts, and show that they stood without quotes", () => {
  const [root] = parsed("a: on\nb: 'on'\nc: 0644\nd: 0o644\ne: 1:30\n").trees ?? [];
  expect(root?.kind === "map" && root.entries.map(({ value }) => value)).toMatchObject([
    { value: "on", plain: true },
    { value: "on", look: { quote: "single" } },
    { value: 644, source: "0644" },
    { value: 420, source: "0o644" },
    { value: "1:30", plain: true },
  ]);
});
