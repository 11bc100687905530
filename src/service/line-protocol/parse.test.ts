import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "../point.ts";
import { parseLines } from "./parse.ts";

const options = { nowNs: 1_700_000_000_123_456_789n, precision: "ns" } as const;
const onePoint = (text: string): Point | undefined => {
  const { points, errors } = parseLines(text, options);
  assert.deepEqual(errors, []);
  assert.equal(points.length, 1);
  return points[0];
};

test("a whole line becomes a point with its tags sorted", () => {
  assert.deepEqual(onePoint('cpu,region=eu,host=edge-1 busy=12.5,cores=4i,idle=f,state="on air" 1700000000000000001'), {
    measurement: "cpu",
    tags: [
      ["host", "edge-1"],
      ["region", "eu"],
    ],
    fields: [
      ["busy", 12.5],
      ["cores", 4n],
      ["idle", false],
      ["state", "on air"],
    ],
    timeNs: 1_700_000_000_000_000_001n,
  });
});

test.each([
  ["m\\ 1\\,a v=1", "m 1,a"],
  ["m\\=x v=1", "m=x"],
  ['m\\"x v=1', 'm"x'],
  ["m\\\\x v=1", "m\\\\x"],
  ["m\\\\,x v=1", "m\\,x"],
  ["=m v=1", "=m"],
  ['"m" v=1', '"m"'],
  ["\t \0m v=1", "m"],
])("measurement: %j reads as %j", (line, measurement) => expect(onePoint(line)?.measurement).toBe(measurement));

test.each([
  ["m,t\\ k=v\\,a\\=b v=1", "t k", "v,a=b"],
  ['m,t=a\\"b v=1', "t", 'a\\"b'],
  ["m,t=a\\b v=1", "t", "a\\b"],
  ["m,t==x v=1", "t", "=x"],
  ["m,t=a\\\\,b v=1", "t", "a\\,b"],
  ["m,tag=straße v=1", "tag", "straße"],
])("tag: %j reads as %j = %j", (line, key, value) => expect(onePoint(line)?.tags).toEqual([[key, value]]));

test.each<[string, string, unknown]>([
  ["m a\\ b\\,c\\=d=1", "a b,c=d", 1],
  ['m a\\"b=1', 'a"b', 1],
  ['m a"b=1', 'a"b', 1],
  ["m a\\\\b=1", "a\\\\b", 1],
  ["m a\\\\=b=1", "a\\=b", 1],
  ["m v=1.", "v", 1],
  ["m v=.5", "v", 0.5],
  ["m v=-.5", "v", -0.5],
  ["m v=1.e5", "v", 100_000],
  ["m v=1E-5", "v", 0.00001],
  ["m v=1e-400", "v", 0],
  ["m v=-0", "v", -0],
  ["m v=123456789012345678", "v", 123456789012345680],
  ["m v=0.1234567890123456789", "v", 0.12345678901234568],
  ["m v=00012i", "v", 12n],
  ["m v=-1i", "v", -1n],
  ["m v=9223372036854775807i", "v", 9223372036854775807n],
  ["m v=-9223372036854775808i", "v", -9223372036854775808n],
  ["m v=9223372036854775807u", "v", 9223372036854775807n],
  ["m v=7u", "v", 7n],
  ['m v=""', "v", ""],
  ['m v="a\\"b\\\\"', "v", 'a"b\\'],
  ['m v="\\n"', "v", "\\n"],
  ['m v="a, b=c #\nd\r\n"', "v", "a, b=c #\nd\r\n"],
  ["m v=t", "v", true],
  ["m v=T", "v", true],
  ["m v=true", "v", true],
  ["m v=True", "v", true],
  ["m v=TRUE", "v", true],
  ["m v=f", "v", false],
  ["m v=F", "v", false],
  ["m v=false", "v", false],
  ["m v=False", "v", false],
  ["m v=FALSE", "v", false],
])("field: %j reads as %s = %s", (line, key, value) => expect(onePoint(line)?.fields).toEqual([[key, value]]));

test.each([
  ["ns", "1700000000123456789", 1_700_000_000_123_456_789n],
  ["ns", "9223372036854775806", 9_223_372_036_854_775_806n],
  ["ns", "-9223372036854775806", -9_223_372_036_854_775_806n],
  ["ns", "0009", 9n],
  ["us", "-1", -1_000n],
  ["ms", "1700000000123", 1_700_000_000_123_000_000n],
  ["s", "1700000000", 1_700_000_000_000_000_000n],
  ["m", "28333333", 1_699_999_980_000_000_000n],
  ["h", "472222", 1_699_999_200_000_000_000n],
] as const)("a timestamp in %s: %s", (precision, text, timeNs) =>
  expect(parseLines(`m v=1 ${text}`, { nowNs: 0n, precision }).points[0]?.timeNs).toBe(timeNs),
);

test("a timestamp that only overflows once it is in nanoseconds is refused", () =>
  expect(parseLines("m v=1 9223372037", { nowNs: 0n, precision: "s" }).errors).toHaveLength(1));

test("a point without a time takes the clock's, cut to the precision, and the clock is asked once for each", () => {
  const asked: bigint[] = [];
  const clock = () => {
    asked.push(5n);
    return 1_700_000_000_123_456_789n + BigInt(asked.length);
  };
  const { points } = parseLines("m v=1\nm v=2 7\nm v=3", { nowNs: clock, precision: "us" });
  expect(points.map((point) => point.timeNs)).toEqual([1_700_000_000_123_456_000n, 7_000n, 1_700_000_000_123_456_000n]);
  expect(asked).toHaveLength(2);
});

test("blank lines, comments, CRLF and trailing blanks are no points and no errors", () => {
  const text = '# a comment, "open\n\n  \t\n #more\r\nm v=1 5\r\nm v="x"\r\nm v=t  \r\nm v=2 6 \r\n\r\nm v=3\r';
  const { points, errors } = parseLines(text, options);
  expect(errors).toEqual([]);
  expect(points.map((point) => point.fields[0]?.[1])).toEqual([1, "x", true, 2, 3]);
});

test("of several fields of one name the last counts, few or many", () => {
  expect(onePoint("m a=1,b=2,a=3")?.fields).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  const many = Array.from({ length: 40 }, (_, i) => `f${i % 39}=${i}`).join(",");
  expect(onePoint(`m ${many}`)?.fields).toHaveLength(39);
});

test("a field named time is dropped beside another, as influxd does", () =>
  expect(onePoint("m time=1,v=2")?.fields).toEqual([["v", 2]]));

const nasty = fc.string({ unit: fc.constantFrom(...'m,= \\"\n\r\t\0#1-.eiut'), maxLength: 60 });

test("no text makes it throw, and every error lies on a line of the text", () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string({ unit: "binary" })), (text) => {
      const { points, errors } = parseLines(text, options);
      const lines = text.split("\n");
      for (const { line, column, what } of errors) {
        assert.ok(line >= 1 && line <= lines.length && column >= 1 && what !== "");
      }
      assert.ok(points.length + errors.length <= lines.length);
      for (const { measurement, tags, fields } of points) {
        assert.ok(measurement !== "" && fields.length > 0);
        assert.deepEqual(
          tags.map(([key]) => key),
          [...new Set(tags.map(([key]) => key))].sort(),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test("good lines are read the same whatever bad lines stand between them", () => {
  const bad = fc.constantFrom("", "#", "bad", "m v=", "m,t= v=1", "m v=x 1", "m v=1 x", "m v=1i1", "m v=1 \r");
  fc.assert(
    fc.property(fc.array(bad, { maxLength: 8 }), (lines) => {
      const text = lines.flatMap((line, i) => [line, `good n=${i}`]).join("\n");
      const values = parseLines(text, options).points.filter((point) => point.measurement === "good");
      assert.deepEqual(
        values.map((point) => point.fields[0]?.[1]),
        lines.map((_, i) => i),
      );
    }),
  );
});
