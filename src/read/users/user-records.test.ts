import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { readUserRecords } from "./user-records.ts";

const read = (text: string) => {
  const { wishes, problems } = readUserRecords("users.csv", text);
  return {
    wishes: wishes.map(({ at, ...wish }) => ({ ...wish, line: at.line })),
    problems: problems.map(({ at, what }) => `${at.line}: ${what}`),
  };
};

test("JSON and CSV lines name users with one filter or several; a title, comments and empty lines are passed over", () => {
  const { wishes, problems } = read(
    [
      "name,publish,subscribe,broker",
      "# pumps",
      "",
      "pump-1,pumps/1/#,orders/1 orders/all",
      'pump-2,"pumps/2,b/#",,east',
      '{"name": "pump-3", "publish": "pumps/3/#", "subscribe": ["a b", "c"], "broker": "west"}',
    ].join("\r\n"),
  );
  assert.deepEqual(problems, []);
  assert.deepEqual(wishes, [
    { name: "pump-1", publish: ["pumps/1/#"], subscribe: ["orders/1", "orders/all"], line: 4 },
    { name: "pump-2", publish: ["pumps/2,b/#"], subscribe: [], server: "east", line: 5 },
    { name: "pump-3", publish: ["pumps/3/#"], subscribe: ["a b", "c"], server: "west", line: 6 },
  ]);
});

test("every line that is no user is named with its number", () => {
  const { wishes, problems } = read(
    '{"name": 1}\n{"name"\nok,a\na,"b\n{"name":"x","topic":"y"}\na,b,c,d,e\n{"name":"x","publish":[1]}',
  );
  assert.deepEqual(
    wishes.map(({ name }) => name),
    ["ok"],
  );
  assert.deepEqual(
    problems.map((problem) => problem.split(":")[0]),
    ["1", "2", "4", "5", "6", "7"],
  );
});

test("no text makes the reader fail", () => {
  const piece = fc.constantFrom('"', ",", "\n", "{", "}", '"name"', ":", "a", " ", "[]");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
      const text = pieces.join("");
      const { wishes, problems } = readUserRecords("f", text);
      assert.ok(wishes.length + problems.length <= text.split("\n").length);
    }),
  );
});
