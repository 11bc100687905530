import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { hear } from "./rtd.ts";

test("a line of latency 3 becomes its numbers", () => {
  assert.deepEqual(hear("RTD|      0.374|      0.609|      3.013|       2|     1|     -0.374|     13.013"), {
    is: "data",
    fields: [
      ["min", 0.374],
      ["avg", 0.609],
      ["max", 3.013],
      ["overrun", 2n],
      ["msw", 1n],
      ["best", -0.374],
      ["worst", 13.013],
    ],
  });
});

test("a line of latency 2 has no mode switches", () => {
  assert.deepEqual(hear("RTD|  -1.5|  0.5|  3.0|  0|  -1.5|  3.0"), {
    is: "data",
    fields: [
      ["min", -1.5],
      ["avg", 0.5],
      ["max", 3],
      ["overrun", 0n],
      ["best", -1.5],
      ["worst", 3],
    ],
  });
});

test.each([
  "== Sampling period: 100 us",
  "RTT|  00:00:01  (periodic user-mode task, 100 us period, priority 99)",
  "RTH|----lat min|----lat avg|----lat max|-overrun|---msw|---lat best|--lat worst",
  "---|-----------|-----------|-----------|--------|------|-------------------------",
  "RTS|      0.374|      0.609|      3.013|       0|     0|    00:00:02/00:00:02",
  "warming up...",
  "",
  " RTD|1|1|1|1|1|1|1",
])("%j carries no measurement", (line) => {
  expect(hear(line)).toEqual({ is: "other" });
});

test.each([
  "RTD|",
  "RTD|1.0|1.0|1.0|0|0",
  "RTD|1.0|1.0|1.0|0|0|1.0|1.0|1.0",
  "RTD|nan|1.0|1.0|0|0|1.0|1.0",
  "RTD|1.0|inf|1.0|0|0|1.0|1.0",
  "RTD|1.0|1.0|1e3|0|0|1.0|1.0",
  "RTD|1.0|1.0|1.0|-1|0|1.0|1.0",
  "RTD|1.0|1.0|1.0|0.5|0|1.0|1.0",
  "RTD|1,0|1,0|1,0|0|0|1,0|1,0",
  "RTD||1.0|1.0|0|0|1.0|1.0",
  "RTD|1.0|1.0|1.0|0|0|1.0|1.",
])("%j is malformed", (line) => {
  expect(hear(line)).toEqual({ is: "malformed" });
});

const micros = fc.integer({ min: -9_999_999, max: 9_999_999 }).map((thousandths) => (thousandths / 1000).toFixed(3));
const count = fc.nat().map(String);

test("whatever latency prints is read as it was", () => {
  fc.assert(
    fc.property(fc.tuple(micros, micros, micros, count, count, micros, micros), fc.nat(10), (cells, pad) => {
      const heard = hear(`RTD|${cells.map((cell) => cell.padStart(pad)).join("|")}`);
      assert.deepEqual(heard.is === "data" && heard.fields.map(([, value]) => Number(value)), cells.map(Number));
    }),
  );
});

test("no line whatever makes it throw, and what it takes is finite", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `RTD|${text}`),
      ),
      (line) => {
        const heard = hear(line);
        if (heard.is === "data") assert.ok(heard.fields.every(([, value]) => Number.isFinite(Number(value))));
      },
    ),
  );
});
