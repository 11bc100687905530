import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { parseQuery } from "./parse.ts";
import { QueryError } from "./token.ts";

const nowNs = 1_000_000_000_000n;
const select = (text: string) => {
  const [statement] = parseQuery(text, nowNs);
  assert.ok(statement?.kind === "select");
  return statement;
};

test.each([
  ["time > now() - 1h30m", nowNs - 5_400_000_000_000n + 1n, undefined],
  ["time >= '1970-01-01T00:00:01.5Z'", 1_500_000_000n, undefined],
  ["time < '1970-01-01 00:00:01'", undefined, 1_000_000_000n],
  ["time <= 5ms", undefined, 5_000_001n],
  ["time = 7", 7n, 8n],
  ["time >= 1s AND time >= 2s AND time < 9s AND time < 5s", 2_000_000_000n, 5_000_000_000n],
  ["(time >= 1s AND (time < 2s))", 1_000_000_000n, 2_000_000_000n],
  ["time > -1s", -999_999_999n, undefined],
])("WHERE %s bounds the time", (where, from, to) => {
  const { fromNs, toNs } = select(`SELECT f FROM m WHERE ${where}`);
  assert.deepEqual([fromNs, toNs], [from, to]);
});

test("names and strings may hold anything, escaped", () => {
  const { items, measurement, tags } = select(
    `SELECT "a ""b" FROM "x"`.replace('""', '\\"').concat(` WHERE "k k" != 'it\\'s'`),
  );
  assert.deepEqual(
    [items, measurement, tags],
    [[{ name: 'a "b', at: 8 }], "x", [{ key: "k k", is: "unequal", value: "it's" }]],
  );
});

test("parentheses deeper than anybody writes are refused, not followed", () => {
  assert.throws(() => parseQuery(`SELECT f FROM m WHERE ${"(".repeat(10_000)}`, nowNs), QueryError);
});

const piece = fc.constantFrom(
  "select",
  "show",
  "from",
  "where",
  "group by",
  "time(",
  "1h",
  "now()",
  "(",
  ")",
  ",",
  ";",
  "*",
  '"',
  "'",
  "m",
  "mean(f)",
  "=",
  "!=",
  "and",
  "limit",
  "7",
  "-",
  "fill(",
  "null",
  "tag values",
  "with key",
  "--",
  "\n",
  "é",
);

test("no text makes the parser throw anything but a located error", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(" ")),
  );
  fc.assert(
    fc.property(text, (query) => {
      try {
        assert.ok(parseQuery(query, nowNs).length > 0);
      } catch (error) {
        assert.ok(error instanceof QueryError && error.at >= 1 && error.at <= query.length + 1, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
