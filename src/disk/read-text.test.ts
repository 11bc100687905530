import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { onTestFinished, test } from "vitest";
import { readText } from "./read-text.ts";

async function aDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-read-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

const never = new AbortController().signal;

test("a file's text is read, and what is no file, not there or without end has none", async () => {
  const directory = await aDirectory();
  await writeFile(join(directory, "file"), "text");
  assert.equal(await readText(join(directory, "file"), never), "text");
  assert.equal(await readText("/dev/null", never), "");
  for (const path of [directory, join(directory, "none"), "/dev/zero", ""]) {
    assert.equal(await readText(path, never), undefined, path);
  }
});

test("a pipe is read to its end", async () => {
  const pipe = join(await aDirectory(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const [text] = await Promise.all([readText(pipe, never), writeFile(pipe, "through a pipe: ü")]);
  assert.equal(text, "through a pipe: ü");
});

test("who waits for a pipe that nobody writes to can be interrupted", async () => {
  const pipe = join(await aDirectory(), "pipe");
  execFileSync("mkfifo", [pipe]);
  const stop = new AbortController();
  const reading = readText(pipe, stop.signal);
  stop.abort();
  await assert.rejects(reading, { code: "interrupted" });
});

test("- is the standard input", async () => {
  assert.equal(await readText("-", never, Readable.from([Buffer.from("one "), Buffer.from("two")])), "one two");
});
