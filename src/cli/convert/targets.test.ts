import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkTargets, writeAll } from "./targets.ts";

let directory = "";
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "edgeward-targets-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const targets = () => [
  { path: join(directory, "stack.files/a.conf"), text: "a" },
  { path: join(directory, "stack.yml"), text: "new" },
];

test("all of them are written", async () => {
  await writeAll(targets(), new AbortController().signal);
  expect((await readdir(directory, { recursive: true })).toSorted()).toEqual([
    "stack.files",
    "stack.files/a.conf",
    "stack.yml",
  ]);
});

test("an interruption between two of them leaves what was there, and nothing new", async () => {
  await writeFile(join(directory, "stack.yml"), "old");
  const stop = new AbortController();
  // The first one is written by the time that the second one is asked for.
  const asked = new Proxy(targets(), {
    get: (list, key) => {
      if (key === "1") stop.abort();
      return Reflect.get(list, key);
    },
  });
  await expect(writeAll(asked, stop.signal)).rejects.toMatchObject({ code: "interrupted" });
  expect(await readdir(directory)).toEqual(["stack.yml"]);
  expect(await readFile(join(directory, "stack.yml"), "utf8")).toBe("old");
});

test("where one cannot be written, none is, and a directory made for them is gone", async () => {
  const bad = { path: join(directory, "stack.files/a.conf/b"), text: "b" };
  await expect(writeAll([...targets(), bad], new AbortController().signal)).rejects.toThrow();
  expect(await readdir(directory)).toEqual([]);
});

const faulty = [
  ["a name that is empty", ""],
  ["a name that is too long", `${"x".repeat(300)}.yml`],
  ["a path that is too long", "x/".repeat(3000)],
  ["a file in place of a directory", "package.json/stack.yml"],
  ["a directory where none can be made", "/proc/nowhere/below/stack.yml"],
] as const;
test.each(faulty)("%s is refused in words", async (_, path) => {
  const write = async () => {
    checkTargets([{ path, text: "" }], [], false);
    await writeAll([{ path, text: "" }], new AbortController().signal);
  };
  await expect(write()).rejects.toMatchObject({ name: "Fault", code: "bad-command-line" });
});
