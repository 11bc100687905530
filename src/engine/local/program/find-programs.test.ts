import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { findPrograms } from "./find-programs.ts";

interface Fake extends AsyncDisposable {
  readonly directory: string;
  readonly path: string;
}

async function aMosquitto(script: string): Promise<Fake> {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-programs-"));
  const path = join(directory, "mosquitto");
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { directory, path, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}

test("what is first in the path is found with its version, whatever its help's status", async () => {
  await using fake = await aMosquitto('echo "mosquitto version 2.9.1"; exit 3');
  const found = await findPrograms(["mosquitto"], { PATH: `relative:${fake.directory}:/nowhere` });
  assert.deepEqual(found, { mosquitto: { name: "mosquitto", path: fake.path, version: "2.9.1" } });
});

test("what does not say its version is not what it is called", async () => {
  await using fake = await aMosquitto("echo hello");
  const { mosquitto } = await findPrograms(["mosquitto"], { PATH: fake.directory });
  assert.notEqual(mosquitto?.path, fake.path);
});

test("it is asked without the caller's environment", async () => {
  await using fake = await aMosquitto('echo "mosquitto version 2.0.0$SECRET"');
  const { mosquitto } = await findPrograms(["mosquitto"], { PATH: fake.directory, SECRET: "-told" });
  assert.equal(mosquitto?.version, "2.0.0");
});
