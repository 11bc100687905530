import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { digests } from "./digests.ts";

let directory = "";
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "edgeward-digests-"));
  await writeFile(join(directory, "a"), "hunter2");
  await writeFile(join(directory, "b"), "hunter3");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const sha = createHash("sha256").update("hunter2").digest("hex");

test("a file has the name of its content, and of nothing else", async () => {
  expect(await digests.ofFile(join(directory, "a"))).toBe(digests.plain("hunter2"));
  expect(await digests.ofFile(join(directory, "b"))).not.toBe(digests.plain("hunter2"));
  expect(digests.plain("hunter2")).toBe(sha.slice(0, 12));
});

test("a secret has one name wherever it comes from, another for another purpose, and none that a quick hash gives", async () => {
  const name = await digests.ofSecret({ file: join(directory, "a") }, "plant key");
  expect(name).toMatch(/^[0-9a-f]{12}$/);
  expect(await digests.ofSecret({ text: "hunter2" }, "plant key")).toBe(name);
  expect(await digests.ofSecret({ text: "hunter2" }, "other key")).not.toBe(name);
  expect(await digests.ofSecret({ text: "hunter3" }, "plant key")).not.toBe(name);
  expect(sha).not.toContain(name);
});

test("what is no file has no name, and nobody waits for a pipe", async () => {
  execFileSync("mkfifo", [join(directory, "pipe")]);
  for (const path of [directory, join(directory, "absent"), join(directory, "pipe"), "/dev/zero"]) {
    expect(await digests.ofFile(path)).toBeUndefined();
    expect(await digests.ofSecret({ file: path }, "salt")).toBeUndefined();
  }
});
