import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import type { Catalogue } from "../answers.ts";
import { rangeOf, windows } from "../windows.ts";
import { seriesFor } from "./bounds.ts";
import { historyStatement } from "./history.ts";
import { duration, identifier, literal } from "./influx/influxql.ts";
import { isSilent, latestStatement, usualOf } from "./latest.ts";
import { questionIn } from "./question.ts";

/** As InfluxDB's scanner reads a quoted text. @see influxdata/influxql, scanner.go, ScanDelimited */
function scanned(text: string): { readonly value: string; readonly rest: string } | undefined {
  const [quote, ...more] = text;
  let value = "";
  for (let i = 0; i < more.length; i++) {
    const letter = more[i];
    if (letter === quote) return { value, rest: more.slice(i + 1).join("") };
    if (letter === "\n") return undefined;
    if (letter !== "\\") value += letter;
    else {
      const read = { n: "\n", "\\": "\\", [String(quote)]: quote }[String(more[++i])];
      if (read === undefined) return undefined;
      value += read;
    }
  }
  return undefined;
}

const nasty = fc.string({ unit: fc.constantFrom("'", '"', "\\", "\n", ";", " ", "a", "n", "é", "-", "/", "*") });

test("whatever a name or a value is made of, InfluxDB reads that and nothing more", () => {
  fc.assert(
    fc.property(fc.oneof(nasty, fc.string()), (text) => {
      fc.pre(!text.includes("\0"));
      for (const quoted of [identifier(text), literal(text)]) {
        const read = scanned(`${quoted} rest`);
        assert.deepEqual(read, { value: text, rest: " rest" });
      }
    }),
  );
});

test("what cannot be written is refused, and never left out", () => {
  assert.throws(() => identifier("a\0b"), RangeError);
  for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 1.5]) assert.throws(() => duration(ms), RangeError);
});

const catalogue: Catalogue = {
  database: "plant",
  cut: [],
  measurements: [
    {
      name: 'm"; DROP DATABASE x',
      fields: [
        { name: "f'1", kind: "number" },
        { name: "text", kind: "text" },
      ],
      tags: { host: ["edge-1"] },
    },
  ],
};
const asked = (query: string) => questionIn(new URLSearchParams(query), catalogue);
const named = new URLSearchParams({ measurement: 'm"; DROP DATABASE x' }).toString();

test("a question names what the catalogue has, or it is none", () => {
  assert.ok(asked(named));
  assert.ok(asked(`${named}&tag.host=whatever`));
  for (const query of [
    "",
    "measurement=other",
    `${named}&${named}`,
    `${named}&tag.other=1`,
    `${named}&tag.host=a&tag.host=b`,
  ])
    assert.equal(asked(query), undefined, query);
  assert.equal(asked(`${named}&tag.constructor=1`), undefined);
  assert.equal(asked(`${named}&tag.host=${encodeURIComponent("a\0")}`), undefined);
});

test("the statements have every name and value quoted", () => {
  const question = asked(`${named}&tag.host=${encodeURIComponent("x' OR '1'='1")}`);
  const [window] = windows;
  assert.ok(question && window);
  const from = String.raw`FROM "m\"; DROP DATABASE x" WHERE time >= `;
  const where = String.raw` AND "host" = 'x\' OR \'1\'=\'1'`;
  const newest = latestStatement(question, 604_800_000);
  assert.ok(newest.startsWith(`SELECT "f'1" AS "f0", "text" AS "f1" ${from}0ms${where} GROUP BY * ORDER`), newest);
  const history = historyStatement(question, window, 1_000_000);
  assert.match(history, /^SELECT mean\("f'1"\) AS "mean0", min\("f'1"\) AS "min0", max\("f'1"\) AS "max0" FROM /);
  assert.ok(
    history.includes(`${from}701000ms AND time < 1001000ms${where} GROUP BY time(1000ms), * fill(none)`),
    history,
  );
});

test("each window has some three hundred steps, on the grid of the epoch, and ends with the step of now", () => {
  for (const window of windows) {
    const steps = window.spanMs / window.stepMs;
    assert.ok(Number.isInteger(steps) && steps >= 150 && steps <= 360, window.name);
    const { fromMs, toMs } = rangeOf(window, 1_763_800_000_123);
    assert.equal(fromMs % window.stepMs, 0);
    assert.ok(toMs > 1_763_800_000_123 && toMs - 1_763_800_000_123 <= window.stepMs && toMs - fromMs === window.spanMs);
  }
});

test("the more fields and steps, the fewer series in one answer; one there always is", () => {
  assert.deepEqual([seriesFor(1, 300), seriesFor(32, 336), seriesFor(10_000, 336)], [24, 9, 1]);
});

test("a series is silent when nothing has come for five of its own intervals, and fifteen seconds", () => {
  assert.equal(usualOf([100, 90, 90, 80, 20]), 10);
  assert.equal(usualOf([100, 90]), undefined);
  assert.equal(usualOf([]), undefined);
  assert.equal(isSilent(1e9, undefined), false);
  assert.deepEqual([isSilent(14_000, 100), isSilent(15_001, 100)], [false, true]);
  assert.deepEqual([isSilent(50_000, 10_000), isSilent(50_001, 10_000)], [false, true]);
});
