import { expect, test } from "vitest";
import { readingProject } from "../../testing/reading.ts";

const saidOf = (lines: string) =>
  readingProject(`services:\n  a:\n    image: x:1\n${lines}volumes: { vol: {} }\n`).said;

const twice = [
  ["tmpfs twice", '    tmpfs: [/tmp, "/tmp:size=1m"]\n', ["error mounted-twice compose.yml:4:19"]],
  ["a volume over tmpfs", "    volumes: [vol:/d/]\n    tmpfs: /d\n", ["error mounted-twice compose.yml:4:15"]],
  [
    "the long form",
    "    volumes: [{ type: tmpfs, target: /d }]\n    tmpfs: /d\n",
    ["error mounted-twice compose.yml:4:15"],
  ],
  ["two places", "    volumes: [vol:/d]\n    tmpfs: /d/e\n", []],
] as const;
test.each(twice)("one place takes one mount: %s", (_, lines, said) => {
  expect(saidOf(lines)).toEqual(said);
});
