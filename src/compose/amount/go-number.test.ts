import { expect, test } from "vitest";
import { goNumber, isGoNumber } from "./go-number.ts";

// What `docker stack config` (28.2.2) makes of these in `environment:`.
test.each([
  ["0700", "448"],
  ["08", "8"],
  ["-0700", "-448"],
  ["0x1F", "31"],
  ["0o17", "15"],
  ["1883", "1883"],
  ["+5", "5"],
  ["-0", "0"],
  ["1_0", "10"],
  ["0b101", "5"],
  ["1.50", "1.5"],
  ["1e3", "1000"],
  ["1234567.5", "1.2345675e+06"],
  ["0.00001", "1e-05"],
  ["18446744073709551615", "18446744073709551615"],
  ["18446744073709551616", "1.8446744073709552e+19"],
])("an unquoted %s arrives as %s", (source, arrives) => {
  expect(isGoNumber(source)).toBe(true);
  expect(goNumber(source)).toBe(arrives);
});

test.each(["", "-", ".", "a1", "1:2", "1.2.3", "0x", "127.0.0.1", "10s", "_1", "e5"])("%j is no number", (source) =>
  expect(isGoNumber(source)).toBe(false),
);
