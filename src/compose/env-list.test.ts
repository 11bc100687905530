import { expect, test } from "vitest";
import { pairsOf } from "./env-list.ts";
import { valuesOf } from "./testing/values.ts";

const pairs = (yaml: string) => pairsOf(valuesOf(`[${yaml}]`)[0]).map(({ name, value }) => [name, value]);

test.each([
  [
    "{A: x, B: , C: '', D: 0700, E: '0700', F: true, G: 1.50, H: yes}",
    [
      ["A", "x"],
      ["B", null],
      ["C", ""],
      ["D", "448"],
      ["E", "0700"],
      ["F", "true"],
      ["G", "1.5"],
      ["H", "yes"],
    ],
  ],
  [
    "[A=x, B, C=, 'D=a=b', =x, 5]",
    [
      ["A", "x"],
      ["B", null],
      ["C", ""],
      ["D", "a=b"],
      ["", "x"],
      ["5", null],
    ],
  ],
  [
    "[A=1, B=2, A=3]",
    [
      ["A", "3"],
      ["B", "2"],
    ],
  ],
  [
    "{A: 1_000, B: '1_000', C: 0b11, D: a_b}",
    [
      ["A", "1000"],
      ["B", "1_000"],
      ["C", "3"],
      ["D", "a_b"],
    ],
  ],
  ["{A: [x], B: {}}", []],
  ["text", []],
  ["[[x], {a: b}]", []],
])("%s", (yaml, expected) => expect(pairs(yaml)).toEqual(expected));

test("a name that every object has is a name like any other", () => {
  expect(pairs("{__proto__: x, constructor: y}")).toEqual([
    ["__proto__", "x"],
    ["constructor", "y"],
  ]);
});
