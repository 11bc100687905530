import assert from "node:assert/strict";
import { test } from "vitest";
import { align, breaksOf } from "./align.ts";
import { showAmount } from "./amount.ts";
import { describeChart } from "./describe.ts";
import { fullName, seriesKey, seriesName } from "./series-name.ts";
import { showAge, showSpan } from "./span.ts";

const line = (host: string, steps: readonly number[]) => ({
  tags: { host },
  steps,
  mean: steps,
  min: steps,
  max: steps,
});

test("series share one row of times; a pause breaks a line, another series' point does not", () => {
  const field = { name: "f", lines: [line("a", [0, 1, 2, 30, 31]), line("b", [0, 2, 4])] };
  const { times, lines } = align({ fromMs: 10_000, stepMs: 1_000 }, field);
  assert.deepEqual(times, [10, 11, 12, 13, 14, 40, 41]);
  assert.deepEqual(lines[0]?.mean, [0, 1, 2, null, undefined, 30, 31]);
  assert.deepEqual(lines[1]?.max, [0, undefined, 2, undefined, 4, undefined, undefined]);
});

test("a series that comes rarely has no pauses for that", () => {
  assert.deepEqual(breaksOf([0, 10, 20, 30]), []);
  assert.deepEqual(breaksOf([0, 10, 20, 30, 90, 100]), [31]);
  assert.deepEqual([breaksOf([]), breaksOf([5])], [[], []]);
});

test.each<[number, string, string]>([
  [0, "x", "0"],
  [21.456, "temperature_celsius", "21.46 °C"],
  [12.5, "cpu_percent", "12.5 %"],
  [3_214_567_890, "mem_total_bytes", "3.215 GB"],
  [512, "mem_total_bytes", "512 B"],
  [0, "mem_total_bytes", "0 B"],
  [-4.5, "offset", "−4.5"],
  [123_456, "count", "123\u202f456"],
  [1_234_567, "count", "1.235 M"],
  [0.000_012, "x", "1.20e-5"],
  [5_361_000, "uptime_s", "62.05 d"],
  [90, "uptime_s", "90 s"],
  [999_999.6, "x", "1\u202f000\u202f000"],
])("%d of %s is %s", (value, field, text) => {
  assert.equal(showAmount(value, field), text);
});

test("an axis shows as many digits as tell its marks apart", () => {
  assert.deepEqual(
    [3.2118e9, 3.2119e9].map((value) => showAmount(value, "bytes", 1e5)),
    ["3.2118 GB", "3.2119 GB"],
  );
});

test.each([
  [0, "0.0 s"],
  [1_400, "1 s"],
  [45_000, "45 s"],
  [300_000, "5 min"],
  [900_000, "15 min"],
  [3_600_000, "60 min"],
  [86_400_000, "24 h"],
  [7 * 86_400_000, "7 d"],
])("%d ms is %s", (ms, text) => {
  assert.equal(showSpan(ms), text);
});

test("how long ago, and what is ahead of the clock", () => {
  assert.deepEqual(
    [showAge(400), showAge(-400), showAge(-60_000)],
    ["just now", "just now", "60 s ahead of this clock"],
  );
});

test("a series is named by what tells it from the others", () => {
  const [a, b] = [
    { topic: "t", host: "a" },
    { topic: "t", host: "b" },
  ];
  assert.deepEqual(
    [seriesName(a, [a, b]), seriesName(a, [a]), seriesName({}, [{}])],
    ["a", "host=a topic=t", "all points"],
  );
  assert.equal(seriesName({}, [{}, a]), "no tags");
  assert.equal(seriesKey({ a: "1", b: "2" }), seriesKey({ b: "2", a: "1" }));
  assert.equal(fullName(a), "host=a, topic=t");
});

test("a chart in words has each series' last, lowest and highest value", () => {
  const field = { name: "cpu_percent", lines: [{ ...line("a", [0, 1]), mean: [10, 20], min: [5, 15], max: [12, 30] }] };
  assert.equal(
    describeChart("host", field, "15 min", [{ host: "a" }]),
    "Line chart of cpu_percent of host over the last 15 min: host=a last 20 %, lowest 5 %, highest 30 %.",
  );
  assert.match(describeChart("host", { name: "f", lines: [] }, "15 min", []), /: no values\.$/);
});
