import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { showDuration } from "./duration.ts";
import { painter } from "./paint.ts";
import { oneLine, printable } from "./printable.ts";
import { table } from "./table.ts";
import { displayWidth, shorten, splitAt } from "./width.ts";
import { wrap } from "./wrap.ts";

test.each([
  ["abc", 3],
  ["é", 1],
  ["e\u0301", 1],
  ["温度", 4],
  ["センサー", 8],
  ["ｶﾅ", 2],
  ["👩‍🔧", 2],
  ["ok ✅", 5],
  ["a\u200bb", 2],
])("%s takes %i columns", (text, columns) => expect(displayWidth(text)).toBe(columns));

const texts = fc
  .array(fc.constantFrom("word", "a", " ", "温度", "é", "👩‍🔧", "\n", "averyveryverylongword"))
  .map((parts) => parts.join(""));

test("no wrapped line is wider than asked, and no word is lost", () => {
  fc.assert(
    fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, columns) => {
      const lines = wrap(text, columns);
      for (const line of lines) assert.ok(displayWidth(line) <= columns, line);
      assert.equal(lines.join("").replaceAll(" ", ""), text.replaceAll(/[ \n]/g, ""));
    }),
  );
});

test("a shortened text fits and says that something is missing", () => {
  fc.assert(
    fc.property(texts.map(oneLine), fc.integer({ min: 2, max: 30 }), (text, columns) => {
      const short = shorten(text, columns);
      assert.ok(displayWidth(short) <= columns);
      assert.equal(short === text || short.endsWith("…"), true);
    }),
  );
});

test("a text can always be split, also where its first character is too wide", () => {
  expect(splitAt("温度", 1)).toEqual(["温", "度"]);
});

test("columns stand below each other whatever is in them, with and without colour", () => {
  const rows = ["a", "温度", "👩‍🔧", "longer"].map((text) => ({
    cells: [{ text, style: "red" as const }, { text: "x" }],
  }));
  const columns = [{ title: "ONE" }, { title: "TWO" }];
  const plain = table(columns, rows, { width: 40, paint: painter(false) }).split("\n");
  const places = plain.slice(1).map((line) => displayWidth(line.slice(0, line.indexOf("x"))));
  expect(new Set(places).size).toBe(1);
  const coloured = table(columns, rows, { width: 40, paint: painter(true) });
  expect(coloured).toContain("\u001b[31m");
  expect(
    stripVTControlCharacters(coloured)
      .split("\n")
      .map((line) => line.trimEnd()),
  ).toEqual(plain);
});

test("a table with room to give is no wider than the terminal", () => {
  const long = "many words ".repeat(12);
  const columns = [{ title: "A" }, { title: "B", flexible: true }, { title: "C", flexible: true }];
  const rows = [{ cells: [{ text: "fixed" }, { text: long }, { text: long, brief: true }], note: long }];
  for (const width of [60, 80, 120]) {
    for (const line of table(columns, rows, { width, paint: painter(false) }).split("\n")) {
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
    }
  }
});

test("control characters and bidirectional overrides are shown, not obeyed", () => {
  expect(printable("a\u001b[31mb\u0007\u202ec\r")).toBe("a\\x1b[31mb\\x07\\u202ec\\x0d");
  expect(oneLine("a\r\n  b\tc")).toBe("a b  c");
});

test.each([
  [0, "0 ms"],
  [480.4, "480 ms"],
  [3_210, "3.2 s"],
  [42_000, "42 s"],
  [250_000, "4 min 10 s"],
  [7_500_000, "2 h 5 min"],
  [90_000_000, "1 d 1 h"],
  [-5_000, "0 ms"],
  [Number.NaN, "0 ms"],
])("%d ms is %s", (ms, text) => expect(showDuration(ms)).toBe(text));
