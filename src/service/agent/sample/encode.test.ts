import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { parseLines } from "../../line-protocol/parse.ts";
import { encode } from "./encode.ts";
import type { Sample } from "./sample.ts";
import { stamper } from "./stamp.ts";

const sample: Sample = {
  measurement: "m",
  timeNs: 1_700_000_000_123_456_789n,
  fields: [
    ["a", 1.5],
    ["b", 2n],
  ],
};
const envelope = { seq: 7, host: "box" };

test("line protocol carries host, fields, number and nanoseconds", () => {
  assert.equal(encode("influx", [sample], envelope).toString(), "m,host=box a=1.5,b=2i,seq=7i 1700000000123456789");
});

test("a sample that is split has a point a field, told apart by the tag", () => {
  const split = { ...sample, splitBy: "object_variable" };
  assert.equal(
    encode("influx", [split, { ...split, timeNs: 5n }], envelope).toString(),
    [
      "m,host=box,object_variable=a value=1.5,seq=7i 1700000000123456789",
      "m,host=box,object_variable=b value=2i,seq=7i 1700000000123456789",
      "m,host=box,object_variable=a value=1.5,seq=7i 5",
      "m,host=box,object_variable=b value=2i,seq=7i 5",
    ].join("\n"),
  );
  assert.match(encode("influx", [{ ...split, splitBy: "alpha" }], envelope).toString(), /^m,alpha=a,host=box /);
});

test("JSON is one flat object, or an array of them", () => {
  const seen = JSON.parse(encode("json", [sample], envelope).toString());
  assert.deepEqual(seen, { host: "box", seq: 7, timestamp: 1_700_000_000_123, a: 1.5, b: 2 });
  assert.equal(JSON.parse(encode("json", [sample, sample], envelope).toString()).length, 2);
  assert.equal("host" in JSON.parse(encode("json", [sample], { seq: 1, host: "" }).toString()), false);
});

test("names that a person chose come through, whatever is in them", () => {
  const name = fc
    .string({ minLength: 1, unit: "grapheme" })
    .filter((text) => /^[^\p{Cc}\\]+$/u.test(text) && text !== "time" && !text.startsWith("#"));
  fc.assert(
    fc.property(name, name, fc.integer(), (measurement, variable, value) => {
      const payload = encode(
        "influx",
        [{ measurement, timeNs: 1n, fields: [[variable, BigInt(value)]], splitBy: "v" }],
        envelope,
      );
      const { points } = parseLines(payload.toString(), { nowNs: 0n, precision: "ns" });
      assert.deepEqual(points, [
        {
          measurement,
          timeNs: 1n,
          tags: [
            ["host", "box"],
            ["v", variable],
          ],
          fields: [
            ["value", BigInt(value)],
            ["seq", 7n],
          ],
        },
      ]);
    }),
  );
});

test("stamps differ within a millisecond, and follow a clock that jumps", () => {
  let now = 1_000.7;
  const stamp = stamper(() => now);
  assert.deepEqual([stamp(), stamp(), stamp()], [1_000_000_000n, 1_000_000_001n, 1_000_000_002n]);
  now = 500;
  assert.equal(stamp(), 500_000_000n);
  now = 9_000;
  assert.deepEqual([stamp(), stamp()], [9_000_000_000n, 9_000_000_001n]);
});
