import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, test } from "vitest";
import { removeImages } from "./image.ts";

const { signal } = new AbortController();
let scratch = "";
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "edgeward-images-"));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

test("images go, but not one that a lab runs on, and nothing that is none", async () => {
  const cache = join(scratch, "cache");
  await mkdir(cache);
  const [used, free] = ["lab-trixie-0123456789ab.ext4", "lab-bookworm-ba9876543210.ext4"];
  for (const name of [used, free, "mine.txt"]) await writeFile(join(cache, name), "x".repeat(10_000));
  const bytes = await removeImages(cache, new Set([join(cache, used)]), signal);
  assert.ok((bytes ?? 0) >= 8_192, `${bytes}`);
  assert.deepEqual((await readdir(cache)).toSorted(), [used, "mine.txt"]);
  assert.equal(await removeImages(cache, new Set([join(cache, used)]), signal), undefined, "there is none to remove");
});

test("a directory with nothing else in it goes, too, and one that is not there is no fault", async () => {
  const cache = join(scratch, "alone");
  await mkdir(cache);
  await writeFile(join(cache, "lab-trixie-0123456789ab.ext4"), "x");
  await removeImages(cache, new Set(), signal);
  assert.equal(existsSync(cache), false);
  assert.equal(await removeImages(cache, new Set(), signal), undefined);
});
