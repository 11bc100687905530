import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { Fault } from "../model/fault.ts";
import { hold } from "./hold.ts";
import { makeDirectory } from "./make-directory.ts";
import { writeWhole } from "./write-whole.ts";

async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-disk-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

test("a file is written whole, with its mode, also over one that everybody could read, and nothing else is left", async () => {
  const directory = await aDirectory();
  const path = join(directory, "file");
  await writeFile(path, "before", { mode: 0o644 });
  await writeWhole(path, "after", 0o600);
  assert.deepEqual([await readFile(path, "utf8"), (await stat(path)).mode & 0o777], ["after", 0o600]);
  assert.deepEqual(await readdir(directory), ["file"]);
});

test("a link is replaced, not followed", async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, "victim"), "untouched");
  await symlink(join(directory, "victim"), join(directory, "file"));
  await writeWhole(join(directory, "file"), "new", 0o600);
  assert.equal(await readFile(join(directory, "victim"), "utf8"), "untouched");
});

test("where nothing can be written, it is said in words and nothing is left", async () => {
  // A device that is always full: what a disk does at its end.
  await assert.rejects(writeWhole("/proc/nowhere/file", "text", 0o600));
  const directory = await aDirectory();
  await rm(directory, { recursive: true });
  await assert.rejects(
    writeWhole(join(directory, "file"), "text", 0o600),
    (error) => !(error instanceof Fault) || error.remedy !== "",
  );
});

test("what one holds nobody else gets, until it is let go", async () => {
  const file = join(await aDirectory(), "lock");
  const first = await hold(file);
  assert.ok(first);
  assert.equal(await hold(file), undefined);
  await first[Symbol.asyncDispose]();
  const second = await hold(file);
  assert.ok(second);
  await second[Symbol.asyncDispose]();
});

test("a name that a crash left half written does not matter", async () => {
  const file = join(await aDirectory(), "lock");
  await writeFile(file, "torn");
  const held = await hold(file);
  assert.ok(held);
  assert.equal(await hold(file), undefined);
  await held[Symbol.asyncDispose]();
});

test("of many who make a directory at the same moment, all have it, and each part is one's", async () => {
  const at = join(await aDirectory(), "one", "two", "three");
  const made = await Promise.all(Array.from({ length: 10 }, () => makeDirectory(at, 0o700)));
  assert.equal((await stat(at)).mode & 0o777, 0o700);
  assert.ok(made.filter((one) => one !== undefined).length <= 3, "nobody takes for its own what another has made");
});
