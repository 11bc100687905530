// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import fc from "fast-check";
import { expect, test } from "vitest";
import { Notes } from "../../say/say.ts";
import { readDotenv, readRawEnv } from "./dotenv.ts";

const environment: Record<string, string> = { HOME: "/root", EMPTY: "" };

function read(text: string) {
  const notes = new Notes();
  const variables = readDotenv({ path: ".env", text }, (name) => environment[name], notes);
  const values = Object.fromEntries(variables.map(({ name, value }) => [name, value]));
  return { values, variables, problems: notes.problems };
}

test.each([
  ["A=b", { A: "b" }],
  ["A = b ", { A: "b" }],
  ["A: b", { A: "b" }],
  ["export A=b", { A: "b" }],
  ["A=", { A: "" }],
  ["A=b # note", { A: "b" }],
  ["A=b# not a note", { A: "b# not a note" }],
  ["# A=b\n\nB=c", { B: "c" }],
  ["A='b $C'", { A: "b $C" }],
  ["A='it\\'s'", { A: "it's" }],
  ["A='a\\nb'", { A: "a\\nb" }],
  ['A="a\\nb"', { A: "a\nb" }],
  ['A="{\\"b\\": 1}" # json', { A: '{"b": 1}' }],
  ['A="two\nlines"\nB=c', { A: "two\nlines", B: "c" }],
  ["A=b\nC=${A}c", { A: "b", C: "bc" }],
  ['A="\\$HOME $HOME"', { A: "$HOME /root" }],
  ["A=${NONE:-d}", { A: "d" }],
  ["HOME=/x\nB=$HOME", { HOME: "/x", B: "/root" }],
  ["HOME\nNONE\n", { HOME: "/root" }],
  ["A=1\r\nB=2\r\n", { A: "1", B: "2" }],
  ["A=1\nA=2", { A: "2" }],
  ["A=a=b", { A: "a=b" }],
])("%j is read as %j", (text, values) => {
  expect(read(text)).toMatchObject({ values, problems: [] });
  expect(read(text).values).toEqual(values);
});

test.each([
  ["A B=c", "1:1"],
  ["=x", "1:1"],
  ["A=1\nB='x", "2:3"],
  ["A='x' y", "1:6"],
])("%j is refused where it goes wrong", (text, place) => {
  const { problems } = read(`${text}\nZ=1`);
  expect(problems.map(({ severity, at }) => `${severity} ${at.line}:${at.column}`)).toEqual([`error ${place}`]);
});

test("no message shows what may be part of a secret", () => {
  const { problems } = read("DB_PASSWORD=pa$sword1\nTOKEN='abcdef' trailing\nSECRET='opened");
  expect(problems).toHaveLength(3);
  expect(JSON.stringify(problems)).not.toMatch(/sword1|abcdef|trailing|opened/);
});

test("each variable knows its line", () => {
  expect(read("A=1\n\n  B=2").variables.map(({ at }) => `${at.file}:${at.line}:${at.column}`)).toEqual([
    ".env:1:1",
    ".env:3:3",
  ]);
});

test("a raw file is taken as it stands", () => {
  const variables = readRawEnv({ path: "raw", text: "A='x' # $y\n# c\nB= z\r\n" }, new Notes());
  expect(variables.map(({ name, value }) => [name, value])).toEqual([
    ["A", "'x' # $y"],
    ["B", " z"],
  ]);
});

test("what is put in single quotes comes back as it was", () => {
  const value = fc.string({ unit: "grapheme-ascii" }).filter((text) => !text.includes("\\"));
  fc.assert(
    fc.property(value, (text) => {
      expect(read(`A='${text.replaceAll("'", "\\'")}'`)).toMatchObject({ values: { A: text }, problems: [] });
    }),
  );
});

test("no text makes it throw", () => {
  const piece = fc.constantFrom("A", "=", ":", "'", '"', "\\", "$", "${", "}", "\n", " ", "#", "export ");
  fc.assert(fc.property(fc.array(piece, { maxLength: 30 }), (parts) => void read(parts.join(""))));
});

// Two million characters: what grows with their square takes hours. Reading them takes part of a second.
test.each(["A='", "A=1\n", "#\n", "\\", "A", " ", "${A:-"])(
  "a long run of %j comes to an end",
  (part) => void read(part.repeat(2_000_000 / part.length)),
  60_000,
);
