import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { malformed } from "../reader.ts";
import { readDocument } from "./document.ts";
import { flatten } from "./flatten.ts";
import { plainNumber } from "./plain-number.ts";

const options = {
  tagKeys: undefined,
  stringFields: undefined,
  nameKey: undefined,
  timeKey: undefined,
  depth: 100,
  nameChars: 1024 * 1024,
};
const fieldsOf = (document: object, own: Partial<Parameters<typeof flatten>[1]> = {}) => {
  const flat = flatten(document, { ...options, ...own });
  return "reason" in flat ? flat.reason : Object.fromEntries(flat.fields);
};

test.each<[string, string, unknown]>([
  ["numbers", '{"a":5,"b":-0.5}', { a: 5, b: -0.5 }],
  ["objects in objects", '{"a":5,"b":{"c":6}}', { a: 5, b_c: 6 }],
  ["arrays with their indexes", '{"a":[1,[2,{"b":3}]]}', { a_0: 1, a_1_0: 2, a_1_1_b: 3 }],
  ["null, strings and booleans are nothing", '{"a":null,"b":"x","c":true,"d":1}', { d: 1 }],
  ["a key without characters above others", '{"":{"b":1}}', { b: 1 }],
  ["a key without characters below others", '{"a":{"":1}}', { a_: 1 }],
  ["a field without a name is left out", '{"":1,"a":2}', { a: 2 }],
  ["a field named time is left out", '{"time":1,"a":2}', { a: 2 }],
  ["a number too large for a float", '{"a":1,"b":1e999}', "number_out_of_range"],
])("%s", (_, text, expected) => expect(fieldsOf(JSON.parse(text))).toEqual(expected));

test("names of Object's own are names like any other, and change no object", () => {
  const flat = flatten(
    JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"x":2}},"toString":3}'),
    options,
  );
  assert.deepEqual("reason" in flat ? flat : flat.fields, [
    ["__proto___polluted", 1],
    ["constructor_prototype_x", 2],
    ["toString", 3],
  ]);
  assert.equal("polluted" in {}, false);
});

test("of two leaves with one name one counts, as a field and as a tag", () => {
  const twins = { a: { b: 1, t: "x" }, a_b: 2, a_t: "y" };
  expect(flatten(twins, { ...options, tagKeys: (key) => key === "a_t" })).toMatchObject({
    fields: [["a_b", 2]],
    tags: [["a_t", "y"]],
  });
});

test("nesting is taken to the limit and no further", () => {
  const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);
  expect(fieldsOf(nested(5), { depth: 5 })).toEqual({ a_a_a_a_a: 1 });
  expect(fieldsOf(nested(6), { depth: 5 })).toBe("too_deep");
  expect(fieldsOf(nested(50_000))).toBe("too_deep");
});

test("a long key above many short ones does not become many long ones", () => {
  const inner = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`k${i}`, i]));
  expect(fieldsOf({ ["x".repeat(1_000)]: inner })).toBe("too_large");
});

const json = fc.jsonValue({ depthSize: "medium", stringUnit: fc.constantFrom("a", "_", "0", "__proto__", "é") });

test("whatever the document, the fields are the numbers at its leaves under their joined names", () => {
  const numbers = (value: unknown, path: string): [string, number][] => {
    if (typeof value === "number") return path === "" || path === "time" ? [] : [[path, value]];
    if (typeof value !== "object" || value === null) return [];
    return Object.entries(value).flatMap(([key, item]) => numbers(item, path === "" ? key : `${path}_${key}`));
  };
  fc.assert(
    fc.property(json, (value) => {
      const document: unknown = JSON.parse(JSON.stringify({ value }));
      assert.ok(typeof document === "object" && document !== null);
      const flat = flatten(document, options);
      assert.ok(!("reason" in flat));
      assert.deepEqual(new Map(flat.fields), new Map(numbers(document, "")));
      assert.equal(new Map(flat.fields).size, flat.fields.length);
    }),
    { numRuns: 500 },
  );
});

test("a number that becomes a tag is written without an exponent", () => {
  expect([1e21, 1.5e-7, -2.25e22, -0, 0.1, 5e-324].map(plainNumber)).toEqual([
    "1000000000000000000000",
    "0.00000015",
    "-22500000000000000000000",
    "-0",
    "0.1",
    `0.${"0".repeat(323)}5`,
  ]);
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = plainNumber(value);
      assert.match(text, /^-?\d+(\.\d+)?$/);
      assert.ok(Object.is(Number(text), value));
    }),
  );
});

test.each<[string, string, unknown]>([
  ["blanks and a byte order mark are cut off", '\uFEFF \n{"a":1}\u00A0\n', { value: { a: 1 } }],
  ["a text of blanks yields nothing", " \n", malformed.noField],
  ["what is not JSON says so", '{"a":1', malformed.notJson],
  [
    "half a surrogate pair is replaced",
    '{"\\ud800a":"\\udC00\\\\ud800\\ud83d\\ude00"}',
    { value: { "\uFFFDa": "\uFFFD\\ud800😀" } },
  ],
  [
    "deep nesting with half a pair is malformed",
    `${"[".repeat(200_000)}"\\ud800"${"]".repeat(200_000)}`,
    malformed.notJson,
  ],
])("%s", (_, text, expected) => expect(readDocument(text)).toEqual(expected));
