import assert from "node:assert/strict";
import { mkdtemp, open, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { capLog } from "./cap-log.ts";

test("a log that has grown too long is put aside, and who writes to it goes on at its new end", async () => {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-log-"));
  const path = join(directory, "mosquitto.log");
  {
    await using file = await open(path, "a", 0o600);
    await file.write("short\n");
    await capLog(path);
    assert.equal(await readFile(path, "utf8"), "short\n");
    await file.write(Buffer.alloc(8 * 1024 * 1024, "x"));
    await capLog(path);
    await file.write("after\n");
  }
  assert.equal(await readFile(path, "utf8"), "after\n");
  const aside = await stat(`${path}.1`);
  assert.deepEqual([aside.size, aside.mode & 0o777], [8 * 1024 * 1024 + 6, 0o600]);
  await rm(directory, { recursive: true });
});

test("a log that is not there is nothing to stumble over", () => capLog("/nowhere/at/all.log"));
