import { expect, test } from "vitest";
import { parseLines } from "./parse.ts";

const options = { nowNs: 1_700_000_000_123_456_789n, precision: "ns" } as const;

test.each([
  [",t=a v=1", 1, "missing measurement"],
  ["m", 2, "missing fields"],
  ["m,t=a", 6, "missing fields"],
  ["\\ v=1", 6, "missing fields"],
  ["m\tv=1", 6, "missing fields"],
  ["m, v=1", 3, "missing tag key"],
  ["m,=a v=1", 3, "missing tag key"],
  ["m,t v=1", 4, "missing tag value"],
  ["m,t= v=1", 5, "missing tag value"],
  ["m,t=,u=1 v=1", 5, "missing tag value"],
  ["m,t=a=b v=1", 6, "an equals sign in a tag value must be escaped"],
  ["m,b=1,a=1,b=2 v=1", 14, "a tag stands twice"],
  ["m,time=1 v=1", 3, "a tag cannot be named time"],
  ["m =1", 3, "missing field key"],
  ["m v", 4, "missing field value"],
  ["m v=", 5, "missing field value"],
  ["m v= 1", 5, "missing field value"],
  ["m v=1,", 7, "missing field key"],
  ["m v=1, w=2", 7, "missing field key"],
  ["m v=1,,w=2", 7, "missing field key"],
  ["m time=1", 3, "no field but time"],
  ["m v=tRUE", 5, "neither a number, a boolean nor a string in double quotes"],
  ["m v=+1", 5, "neither a number, a boolean nor a string in double quotes"],
  ["m v=\\", 5, "neither a number, a boolean nor a string in double quotes"],
  ["m v=NaN", 5, "neither a number, a boolean nor a string in double quotes"],
  ["m v=0x1", 5, "not a number"],
  ["m v=1e", 5, "not a number"],
  ["m v=.", 5, "not a number"],
  ["m v=-", 5, "not a number"],
  ["m v=--1", 5, "not a number"],
  ["m v=1.2.3", 5, "not a number"],
  ["m v=1\tw", 5, "not a number"],
  ["m v=1\rw", 5, "not a number"],
  ["m v=1e400", 5, "a number beyond 64-bit floats"],
  ["m v=i", 5, "neither a number, a boolean nor a string in double quotes"],
  ["m v=-i", 5, "not an integer"],
  ["m v=1i1", 5, "not an integer"],
  ["m v=1iu", 5, "not an integer"],
  ["m v=1.5i", 5, "not a number"],
  ["m v=-1u", 5, "an unsigned integer below zero"],
  ["m v=9223372036854775808i", 5, "an integer beyond 64 bits, signed"],
  ["m v=-9223372036854775809i", 5, "an integer beyond 64 bits, signed"],
  ["m v=9223372036854775808u", 5, "an integer beyond 64 bits, signed"],
  ['m v="a', 5, "a string without its closing quote"],
  ['m v="a\\"', 5, "a string without its closing quote"],
  ['m v="a"b', 8, "text behind a field value"],
  ["m v=1 1.5", 7, "a timestamp is a whole number"],
  ["m v=1 -", 7, "a timestamp is a whole number"],
  ["m v=1 +1", 7, "a timestamp is a whole number"],
  ["m v=1 1 2", 9, "text behind the timestamp"],
  ["m v=1 9223372036854775807", 7, "a timestamp out of range"],
  ["m v=1 -9223372036854775807", 7, "a timestamp out of range"],
  ["m v=1 99999999999999999999999", 7, "a timestamp out of range"],
])("%j is refused at column %i: %s", (line, column, what) =>
  expect(parseLines(line, options)).toEqual({ points: [], errors: [{ line: 1, column, what }] }),
);

test("a bad line is named by number and column, and loses no other", () => {
  const text = 'm v=1\nm v="two\nlines"\nm v=bad\n\nm,t= v=1\nm v="open\nm v=4';
  const { points, errors } = parseLines(text, options);
  expect(points.map((point) => point.fields[0]?.[1])).toEqual([1, "two\nlines", 4]);
  expect(errors.map(({ line, column }) => [line, column])).toEqual([
    [4, 5],
    [6, 5],
    [7, 5],
  ]);
});

test("what is wrong with a line is known behind its strings: no part of a string is read as a line", () => {
  const head = "m".repeat(65_531);
  const { points, errors } = parseLines(`m time="a\nm v=1 5\n" 5\n${head} v="\nm v=2 5\n" 5\nm v=3`, options);
  expect(points.map((point) => point.fields[0]?.[1])).toEqual([3]);
  expect(errors.map(({ line, column }) => [line, column])).toEqual([
    [1, 3],
    [4, 1],
  ]);
});

test("names that influxd could not store are too long", () => {
  const head = "m".repeat(65_535 - 4 - 3);
  expect(parseLines(`${head} abc=1`, options).points).toHaveLength(1);
  expect(parseLines(`${head}m abc=1`, options).errors[0]?.what).toMatch(/too long/);
  expect(parseLines(`${head} a=1,abcd=1`, options).errors[0]?.what).toMatch(/too long/);
  expect(parseLines(`${"ä".repeat(40_000)} a=1`, options).errors[0]?.what).toMatch(/too long/);
});
