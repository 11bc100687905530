import assert from "node:assert/strict";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatPoint } from "../../src/service/line-protocol/format.ts";
import { parseLines } from "../../src/service/line-protocol/parse.ts";
import type { Point } from "../../src/service/point.ts";
import { anInfluxd, type Judge } from "./ingest-influxd.ts";

const options = { nowNs: 0n, precision: "ns" } as const;
let influxd: Judge;

beforeAll(async () => {
  influxd = await anInfluxd();
});
afterAll(() => influxd[Symbol.asyncDispose]());

/** Lines whose reading influxd decides; each has a time, since influxd's clock is its own. */
const lines = [
  ...["m v=1 5", "m\\=x v=1 5", 'm\\"x v=1 5', "m\\\\x v=1 5", "m\\,x\\ y v=1 5", "=m v=1 5"],
  ...['"m" v=1 5', "_m v=1 5", "\tm v=1 5", "\0m v=1 5", "#m v=1 5", "m", "\\ v=1 5", ",m v=1 5", "m\tv=1 5"],
  ...['m,t=a\\"b v=1 5', "m,t==x v=1 5", "m,t=x=y v=1 5", "m,t=a\\\\ v=1 5", "m,t=a\\b v=1 5", "m,t=a\\\\,b v=1 5"],
  ...["m,t\\ k=v\\,a\\=b v=1 5", "m,b=1,a=2 v=1 5", "m,t=a,t=b v=1 5", "m,b=1,a=1,b=2 v=1 5", "m,=a v=1 5"],
  ...["m,t= v=1 5", "m,t v=1 5", "m, v=1 5", "m,,a=b v=1 5", "m,a=b, v=1 5", "m,a=b,c v=1 5", "m,t=a"],
  ...["m,time=x v=1 5", "m,_field=x v=1 5", "m,t=a\0b v=1 5", "m,t=é☃😀 v=1 5"],
  ...['m a\\"b=1 5', 'm a"b=1 5', "m a\\\\b=1 5", "m a\\ b=1,c\\,d=2,e\\=f=3 5", "m a=1,a=2 5", "m time=1 5"],
  ...["m time=1,v=2 5", "m é=1 5", "m \tv=1 5", "m  v=1  5  ", "m v=1 \t5", "m v=1\t5", "m v=1 5\t", "m v=1 5 6"],
  ...[
    "m ,v=1 5",
    "m =1 5",
    "m v= 5",
    "m v=1, 5",
    "m v=1,w 5",
    "m v=1,,w=1 5",
    "m v 5",
    "m v=1 5.5",
    "m v=1 -",
    "m v=1 +5",
  ],
  ...[
    "m v=1 9223372036854775806",
    "m v=1 9223372036854775807",
    "m v=1 -9223372036854775806",
    "m v=1 -9223372036854775807",
  ],
  ...["m v=1 0009", "m v=1 -1", "m v=1 99999999999999999999"],
];
const values = [
  ...[
    "1.",
    ".5",
    "-.5",
    "1.e5",
    "1e+5",
    "1E-5",
    "-0",
    "1e-400",
    "123456789012345678",
    "0.1234567890123456789",
    "1e400",
  ],
  ...[
    "1e",
    "1e5e5",
    "0x1",
    "+1",
    ".",
    "-",
    "--1",
    "1.2.3",
    "nan",
    "NaN",
    "Inf",
    "1_0",
    "1-1",
    "e5",
    "1e1.5",
    ".e5",
    "-e5",
  ],
  ...["0i", "-0i", "00012i", "9223372036854775807i", "9223372036854775808i", "-9223372036854775808i", "1.0i", "1i1"],
  ...["-9223372036854775809i", "i", "-i", ".i", "1ii", "1e5i", "99999999999999999999i", "-99999999999999999999i"],
  ...["t", "T", "true", "True", "TRUE", "f", "F", "false", "False", "FALSE", "tRUE", "tr", "truee", "yes", "FALSEE"],
  ...['""', '"a b, c=d"', '"a\\"b"', '"a\\\\"', '"\\n\\,\\ "', '"a\nb"', '"é☃😀"', '"a', "'a'", '"a\\"', '"#"'],
];

test("influxd and we agree on every line of the table: whether it is a point, and what is in it", {
  timeout: 180_000,
}, async () => {
  for (const line of [...lines, ...values.map((value) => `m v=${value} 5`)]) await compare(line);
});

test("influxd and we agree on lines that nobody thought of", { timeout: 300_000 }, async () => {
  const unforeseen = [...new Set(fc.sample(mangledLine, { numRuns: 600, seed: 1 }))].filter(
    (line) => !differsOnPurpose(line),
  );
  const accepted = [];
  for (const line of unforeseen) if (await compare(line)) accepted.push(line);
  // A sample that is all good or all bad would prove little.
  assert.ok(
    accepted.length > 50 && unforeseen.length - accepted.length > 50,
    `${accepted.length} of ${unforeseen.length}`,
  );
});

test.each([
  ["CRLF ends a line", "m v=1 5\r\n", 0, 1],
  ["an unsigned integer is taken", "m v=7u 5", 0, 1],
  ["text behind a closing quote is refused", 'm v="a"b 5', 1, 0],
  ["a line feed in a name ends the line, escaped or not", "m,t=a\\\n v=1 5", 1, 0],
  ["a string without its closing quote loses its own line only", 'm v="a\nm v=1 5', 0, 1],
  ["a field key may hold a backslash before an escaped character", "m a\\\\=b=1 5", 0, 1],
  [
    "a measurement with a backslash before an escaped character, which influxd takes and never finds again",
    "m\\\\,x v=1 5",
    0,
    1,
  ],
  ["a field without a name is refused behind a tab too", "m \t=1 5", 1, 0],
  ["a comment ends with its line", "#c \\\nm v=1 5", 0, 1],
])("where we differ from influxd on purpose: %s", async (_, text, theirs, ours) => {
  expect([(await influxd.read(text)).length, parseLines(text, options).points.length]).toEqual([theirs, ours]);
});

test("what we format, influxd stores as the point that was meant", async () => {
  const point: Point = {
    measurement: 'a b,c=d"e',
    tags: [
      ["k ,=", 'v ,="\\x'],
      ["ü", "C:\\,d"],
    ],
    fields: [
      ['f ,="', 0.1],
      ["i", -(2n ** 63n)],
      ["s", 'a"b\\c\nd, =\\"'],
      ["t", true],
      ["z", -0],
    ],
    timeNs: 1_700_000_000_000_000_123n,
  };
  assert.deepEqual(await influxd.read(formatPoint(point)), [point]);
});

/** @returns whether both took the line */
async function compare(line: string): Promise<boolean> {
  const ours = parseLines(line, options).points;
  const theirs = await influxd.read(line);
  assert.deepEqual({ line, points: ours.map(inTheirOrder) }, { line, points: theirs.map(inTheirOrder) });
  return ours.length > 0;
}

/** influxd answers with columns in its own order, and with tags in that of their bytes. */
function inTheirOrder({ fields, tags, ...rest }: Point): Point {
  const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) => (a[0] < b[0] ? -1 : 1);
  return { ...rest, tags: tags.toSorted(byKey), fields: fields.toSorted(byKey) };
}

/** A line put together from right parts, with some of its pieces lost, doubled or replaced. */
const piece = fc.constantFrom(
  ...'m,= \\"t1i.-+eEuTfalse\t\0é#',
  "\\ ",
  "\\,",
  "\\=",
  "\\\\",
  '\\"',
  '"s"',
  "12i",
  "1e3",
  "true",
);
const name = fc.array(fc.constantFrom("a", "b", "t", "é", "\\ ", "\\,", "\\=", "\\x", '"', "1"), {
  minLength: 1,
  maxLength: 3,
});
const value = fc.constantFrom("1", "-2.5", "3i", "t", "FALSE", '"s"', '"a\\"b, c=d\\\\"', "1e-7", '""');
const tag = fc.tuple(name, name).map(([key, text]) => [",", ...key, "=", ...text]);
const field = fc.tuple(name, value).map(([key, text]) => [...key, "=", text]);
const mangledLine = fc
  .tuple(
    fc.tuple(name, fc.array(tag, { maxLength: 2 })).map(([measurement, tags]) => [...measurement, ...tags.flat()]),
    fc.array(field, { minLength: 1, maxLength: 3 }).map((fields) => fields.flatMap((f, i) => (i ? [",", ...f] : f))),
    fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom("drop", "double", "replace"), piece), { maxLength: 2 }),
  )
  .map(([head, fields, edits]) => {
    const pieces = [...head, " ", ...fields, " ", "5"];
    for (const [at, edit, other] of edits) {
      const i = at % pieces.length;
      const old = pieces[i] ?? "";
      pieces.splice(i, 1, ...(edit === "drop" ? [] : edit === "double" ? [old, old] : [other]));
    }
    return pieces.join("");
  })
  .filter((line) => / -?\d+ *$/.test(line));

/** The differences above, as they turn up in mangled lines. */
function differsOnPurpose(line: string): boolean {
  return (
    [/\du/, /"[^"]*"[^, ]/, /\\\\/, / [\t\0]+=/].some((difference) => difference.test(line)) ||
    fieldTwiceWithTwoTypes(line)
  );
}

/** One field written twice with two types: influxd's store has one type for it, the format does not mind. */
function fieldTwiceWithTwoTypes(line: string): boolean {
  const plain = line.replace(/\\./g, "");
  return /[ ,]([^ ,=]*)=[^ ]*,\1=/.test(plain);
}
