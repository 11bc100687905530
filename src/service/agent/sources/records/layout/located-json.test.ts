import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../../../../../model/fault.ts";
import { type Json, parseJson } from "./located-json.ts";

function plain(json: Json): unknown {
  switch (json.is) {
    case "object":
      return Object.fromEntries([...json.members].map(([name, value]) => [name, plain(value)]));
    case "array":
      return json.items.map(plain);
    case "value":
      return json.value;
  }
}

const outcome = (work: () => unknown): unknown => {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof Fault || error instanceof SyntaxError) return "refused";
    throw error;
  }
};

test("it reads what JSON.parse reads", () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 2, "\t"), (text, indent) => {
      const spaced = JSON.stringify(JSON.parse(text), undefined, indent);
      assert.deepEqual(plain(parseJson(spaced, "f")), JSON.parse(spaced));
    }),
  );
});

test("it refuses what JSON.parse refuses", () => {
  const token = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b',
    "1",
    "-",
    "01",
    ".5",
    "1e",
    "true",
    "nul",
    " ",
    "\n",
    '"\\x"',
    '"\t"',
    "\u00a0",
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
      const text = tokens.join("");
      // Objects with a name that stands twice are the one difference.
      fc.pre(!/"a"\s*:[\s\S]*"a"\s*:/.test(text));
      assert.deepEqual(
        outcome(() => plain(parseJson(text, "f"))),
        outcome(() => JSON.parse(text)),
      );
    }),
    { numRuns: 3_000 },
  );
});

test.each([
  ['{"a": 1,\n "b" 2}', 2, 6, /expected ":" after "b", not "2"/],
  ['{"a": 1,\n "a": 2}', 2, 2, /"a" stands twice/],
  ["[1 2]", 1, 4, /expected "," or "\]", not "2"/],
  ['{"a": 1', 1, 8, /the end of the file/],
  ["{a: 1}", 1, 2, /expected a name in double quotes, not "a"/],
  ["[1]\nx", 2, 1, /"x" after the end/],
  ["", 1, 1, /expected a value, not the end of the file/],
  ["[".repeat(200), 1, 102, /more than 100/],
] as const)("%j is refused with its place", (text, line, column, what) => {
  const refused = () => parseJson(text, "layout.json");
  expect(refused).toThrow(what);
  expect(refused).toThrow(expect.objectContaining({ code: "bad-input", at: { file: "layout.json", line, column } }));
});
