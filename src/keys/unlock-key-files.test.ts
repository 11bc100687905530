import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { unlockKeyFiles } from "./unlock-key-files.ts";

const never = new AbortController().signal;

test("a key goes from the engine into a file of its user's, and back, and is in no answer of ours", async () => {
  const home = await mkdtemp(join(tmpdir(), "edgeward-unlock-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const keys = unlockKeyFiles(join(home, "swarms"));
  const asked: unknown[] = [];
  const engine = {
    async ask<Answer>(method: string, path: string, { body }: { body?: object }) {
      asked.push([method, path, body]);
      return { UnlockKey: "SWMKEY-1-x" } as Answer;
    },
  };
  assert.deepEqual(await keys.kept(), []);
  const path = await keys.keep("abc", engine, never);
  assert.equal(await keys.keep("abc", engine, never), path);
  assert.deepEqual([(await stat(path)).mode & 0o777, await readFile(path, "utf8")], [0o600, "SWMKEY-1-x\n"]);
  assert.deepEqual(await keys.kept(), ["abc"]);
  assert.equal(await keys.open("abc", engine, never), undefined);
  assert.deepEqual(asked.at(-1), ["POST", "/swarm/unlock", { UnlockKey: "SWMKEY-1-x" }]);
  await assert.rejects(keys.open("other", engine, never), { code: "no-permission" });
  for (const swarm of ["../x", ""]) await assert.rejects(keys.keep(swarm, engine, never), { code: "bad-command-line" });
});
