import { applyPatch } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Compared, diffBetween } from "./diff.ts";

const compare = (before: string, after: string) =>
  diffBetween({ from: "a.yml", to: "b.yml", before, after, format: "compose" } satisfies Compared)
    .map(({ text }) => text)
    .join("\n");

const aLine = fc.constantFrom("services:", "volumes:", "  web:", "  db:", "    image: a", "    image: b", "", "# note");
const aText = fc.array(aLine, { maxLength: 30 }).map((lines) => lines.map((line) => `${line}\n`).join(""));

test("a diff, applied to what was before, gives what comes after", () => {
  fc.assert(
    fc.property(aText, aText, (before, after) => {
      expect(applyPatch(before, `${compare(before, after)}\n`)).toBe(after);
    }),
  );
});

test("a service that moves lines down changes no other service", () => {
  const before = "services:\n  a:\n    image: x\n    restart: always\n  b:\n    image: x\n    restart: always\n";
  const after = before.replace("    restart: always\n", "    deploy:\n      mode: global\n");
  expect(compare(before, after).split("\n")).toEqual([
    "--- a.yml",
    "+++ b.yml",
    "@@ -2,5 +2,6 @@",
    "   a:",
    "     image: x",
    "-    restart: always",
    "+    deploy:",
    "+      mode: global",
    "   b:",
    "     image: x",
  ]);
});

// Compared as one piece, so many changes would be given up on, and every line be replaced.
test("fifteen hundred services that all change are compared service by service", () => {
  const service = (i: number, last: string) => `  s${i}:\n    image: x\n    restart: always\n${last}`;
  const stack = (last: string) => `services:\n${Array.from({ length: 1_500 }, (_, i) => service(i, last)).join("")}`;
  const lines = compare(stack("    stdin_open: true\n"), stack("    deploy: {}\n")).split("\n");
  expect(lines.filter((line) => line.startsWith("-  "))).toHaveLength(1_500);
  expect(lines.filter((line) => line.startsWith("+  "))).toHaveLength(1_500);
});

test("a secret that changes is a change, and neither value is shown", () => {
  const text = compare("a:\n  PASSWORD: hunter2hunter2\n", "a:\n  PASSWORD: correcthorse\n");
  expect(text).not.toMatch(/hunter2|correcthorse/);
  expect(text.split("\n").filter((line) => /^[-+] /.test(line))).toHaveLength(2);
});
