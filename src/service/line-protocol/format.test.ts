import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Point } from "../point.ts";
import { formatPoint } from "./format.ts";
import { parseLines } from "./parse.ts";
import { maxTimeNs, minTimeNs } from "./time.ts";

const point = (part: Partial<Point>): Point => ({
  measurement: "m",
  tags: [],
  fields: [["v", 1]],
  timeNs: 5n,
  ...part,
});

test("every kind of value is written the way influxd reads it", () => {
  const written = formatPoint({
    measurement: "cpu load",
    tags: [
      ["host name", "edge,1"],
      ["path", "C:\\temp=x"],
    ],
    fields: [
      ["busy", 0.5],
      ["count", 3n],
      ["ok", true],
      ["text", 'say "hi" \\o/'],
    ],
    timeNs: -1n,
  });
  expect(written).toBe(
    'cpu\\ load,host\\ name=edge\\,1,path=C:\\temp\\=x busy=0.5,count=3i,ok=true,text="say \\"hi\\" \\\\o/" -1',
  );
});

test.each<[string, Partial<Point>, string]>([
  ["a backslash at the end of a tag value", { tags: [["t", "C:\\\\"]] }, "m,t=C: v=1 5"],
  ["a tag without a value", { tags: [["t", ""]] }, "m v=1 5"],
  ["a tag that is all backslash", { tags: [["t", "\\"]] }, "m v=1 5"],
  ["a tag named time", { tags: [["time", "x"]] }, "m v=1 5"],
  ["a line feed in a tag value", { tags: [["t", "a\nb\r"]] }, "m,t=a\\nb\\r v=1 5"],
  ["a measurement that would be a comment", { measurement: "#m" }, "\\#m v=1 5"],
  ["a measurement with a backslash at its end", { measurement: "m\\" }, "m v=1 5"],
  [
    "a field without a name",
    {
      fields: [
        ["", 1],
        ["v", 1],
      ],
    },
    "m v=1 5",
  ],
  [
    "a field named time",
    {
      fields: [
        ["time", 1],
        ["v", 1],
      ],
    },
    "m v=1 5",
  ],
  [
    "NaN beside a number",
    {
      fields: [
        ["nan", Number.NaN],
        ["v", 1],
      ],
    },
    "m v=1 5",
  ],
  ["nothing but infinity", { fields: [["v", Number.POSITIVE_INFINITY]] }, ""],
  ["no measurement", { measurement: "" }, ""],
])("what line protocol cannot carry is mended: %s", (_, part, written) =>
  expect(formatPoint(point(part))).toBe(written),
);

const text = fc.string({
  unit: fc.oneof(fc.constantFrom(..."ab,= \\\"#'é☃"), fc.string({ unit: "grapheme" })),
  maxLength: 12,
});
const name = text.filter((t) => /^[^#\0\t\n\f\r][^\0\t\n\f\r]*$/.test(t) && !t.endsWith("\\") && t !== "time");
const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  text,
  fc.string({ unit: fc.constantFrom(...'"\\\n\r, =') }),
);
const anyPoint: fc.Arbitrary<Point> = fc.record(
  {
    measurement: name,
    tags: fc
      .uniqueArray(fc.tuple(name, name), { maxLength: 4, selector: ([key]) => key })
      .map((tags) => tags.sort(([a], [b]) => (a < b ? -1 : 1))),
    fields: fc.uniqueArray(fc.tuple(name, value), { minLength: 1, maxLength: 20, selector: ([key]) => key }),
    timeNs: fc.bigInt({ min: minTimeNs, max: maxTimeNs }),
  },
  { noNullPrototype: true },
);

test("what is written reads back as the same point", () => {
  fc.assert(
    fc.property(anyPoint, (given) => {
      assert.deepEqual(parseLines(formatPoint(given), { nowNs: 0n, precision: "ns" }), { points: [given], errors: [] });
    }),
    { numRuns: 300 },
  );
});

test("whatever a point holds, its line is one point or nothing, and never two", () => {
  const any = fc.string({ unit: fc.constantFrom(...'a,= \\"\n\r\t\0\f#'), maxLength: 6 });
  fc.assert(
    fc.property(any, fc.tuple(any, any), fc.tuple(any, value), (measurement, tag, field) => {
      const line = formatPoint({ measurement, tags: [tag], fields: [field], timeNs: 1n });
      const { points, errors } = parseLines(line, { nowNs: 0n, precision: "ns" });
      assert.deepEqual([points.length, errors], [line === "" ? 0 : 1, []]);
    }),
    { numRuns: 1_000 },
  );
});
