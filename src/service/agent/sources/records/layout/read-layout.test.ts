import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Fault } from "../../../../../model/fault.ts";
import { readLayout } from "./read-layout.ts";

const withVariables = (variables: string, more = "") =>
  `{${more}"entities":{"objects":[{"name":"o","variables":[${variables}]}]}}`;
const variable = (offset: number, type: number) => `{"name":"v${offset}_${type}","offset":${offset},"type":${type}}`;

test("the example's layout is 16 bytes a record, as the example's records are", () => {
  const example = new URL("../../../../../../examples/tig/", import.meta.url);
  const { layout, problems } = readLayout(
    readFileSync(new URL("servo-layout.json", example), "utf8"),
    "servo-layout.json",
  );
  assert.deepEqual(problems, []);
  assert.equal(layout?.sizeBytes, 16);
  assert.equal(readFileSync(new URL("servo.bin", example)).length % 16, 0);
  assert.deepEqual(layout?.variables[1], { name: "servo1_load", offset: 4, bits: 16, signed: false });
});

test.each([
  [[variable(0, 8)], 1],
  [[variable(0, 8), variable(1, 16)], 4],
  [[variable(0, 32), variable(4, 8)], 8],
  [[variable(0, 16), variable(2, 16), variable(4, 8)], 6],
  [[variable(3, 32)], 8],
] as const)("%j spans %i bytes", (variables, size) => {
  expect(readLayout(withVariables(variables.join(",")), "f").layout?.sizeBytes).toBe(size);
});

test("a size that is written down counts, and a signed variable is signed", () => {
  const { layout } = readLayout(withVariables(`{"name":"v","offset":0,"type":8,"signed":true}`, '"size":5,'), "f");
  assert.deepEqual(layout, { sizeBytes: 5, variables: [{ name: "o_v", offset: 0, bits: 8, signed: true }] });
});

test.each([
  ["[]", "not-an-object", "[]"],
  ["{}", "not-an-object", "{}"],
  ['{"entities":{"objects":5}}', "not-a-list", "5"],
  ['{"entities":{"objects":[]}}', "no-variables", "{"],
  [withVariables('{"name":"v","offset":0,"type":64}'), "bad-type", "64"],
  [withVariables('{"name":"v","offset":-1,"type":8}'), "bad-offset", "-1"],
  [withVariables('{"name":"v","offset":0.5,"type":8}'), "bad-offset", "0.5"],
  [withVariables('{"name":"v","offset":65533,"type":32}'), "bad-offset", "65533"],
  [withVariables('{"name":"v","type":8}'), "bad-offset", '{"name":"v"'],
  [withVariables('{"name":"","offset":0,"type":8}'), "bad-name", '""'],
  [withVariables('{"name":"v","offset":0,"type":8,"signed":"yes"}'), "bad-signed", '"yes"'],
  [
    withVariables('{"name":"v","offset":0,"type":8},{"name":"v","offset":1,"type":8}'),
    "duplicate-name",
    '{"name":"v","offset":1',
  ],
  [withVariables(variable(0, 32), '"size":3,'), "bad-size", "3,"],
] as const)("%s is refused: %s at %s", (text, code, there) => {
  const { layout, problems } = readLayout(text, "f");
  const at = { file: "f", line: 1, column: text.indexOf(there) + 1 };
  expect(layout).toBeUndefined();
  expect(problems).toContainEqual(expect.objectContaining({ severity: "error", code, at }));
  expect(problems.every(({ what, remedy }) => what !== "" && remedy !== "")).toBe(true);
});

test("everything that is wrong is told at once, in the order it stands", () => {
  const text = withVariables('{"name":"a","offset":"x","type":7}, {"name":"b","offset":1,"type":9}');
  assert.deepEqual(
    readLayout(text, "f").problems.map(({ code }) => code),
    ["bad-offset", "bad-type", "bad-type"],
  );
});

test("a key that is not understood is named, and the layout still holds", () => {
  const { layout, problems } = readLayout(withVariables('{"name":"v","offset":0,"type":8,"unit":"mm"}'), "f");
  assert.deepEqual(
    problems.map(({ severity, code }) => `${severity} ${code}`),
    ["notice unknown-key"],
  );
  assert.equal(layout?.variables.length, 1);
});

test("whatever the JSON, the answer is a layout that holds or problems with places", () => {
  const key = fc.constantFrom("entities", "objects", "name", "variables", "offset", "type", "signed", "size");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(0, 1, 8, 16, 32, -1, 1.5, "n", "", true, null),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (json) => {
      const { layout, problems } = readLayout(JSON.stringify(json), "f");
      if (!layout) assert.ok(problems.some(({ severity }) => severity === "error"));
      for (const { offset, bits } of layout?.variables ?? []) assert.ok(offset + bits / 8 <= (layout?.sizeBytes ?? 0));
    }),
  );
});

test("what is not JSON at all is a fault with its place", () => {
  assert.throws(
    () => readLayout('{\n  "entities": nope }', "f"),
    (error) => error instanceof Fault && error.at?.line === 2,
  );
});
