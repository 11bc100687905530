import assert from "node:assert/strict";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { makeDirectory } from "../../disk/make-directory.ts";
import { placeOf } from "./place.ts";
import { type LabState, readState, writeState } from "./state.ts";

const id = { pid: 7, startTicks: "70", bootId: "boot" };
const state: LabState = {
  version: 1,
  suite: "trixie",
  image: "/cache/root.ext4",
  imageMark: "1 2",
  hosts: 2,
  running: { manager: { guest: id, forward: id }, "worker-1": { guest: id } },
};

async function aPlace() {
  const root = await mkdtemp(join(tmpdir(), "edgeward-lab-state-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const place = placeOf(root, "mine");
  await makeDirectory(place.directory, 0o700);
  return place;
}

test("what was written is read, by its owner alone, and no state is none", async () => {
  const place = await aPlace();
  assert.equal(await readState(place), undefined);
  await writeState(place, state);
  assert.deepEqual(await readState(place), state);
  assert.equal((await stat(place.state)).mode & 0o777, 0o600);
});

test("a state that we did not write is damaged, whatever it lacks: no process is ended on its word", async () => {
  const place = await aPlace();
  const broken: readonly unknown[] = [
    null,
    { ...state, version: 2 },
    { ...state, suite: "toString" },
    { ...state, image: 1 },
    { ...state, imageMark: undefined },
    { ...state, hosts: "2" },
    { ...state, running: null },
    { ...state, running: { manager: {} } },
    { ...state, running: { manager: { guest: { pid: "7", startTicks: "70", bootId: "boot" } } } },
    { ...state, running: { manager: { guest: id, forward: { pid: 7 } } } },
  ];
  for (const text of ["", "{", ...broken.map((one) => JSON.stringify(one))]) {
    await writeFile(place.state, text);
    await assert.rejects(readState(place), { code: "state-damaged" }, text);
  }
});
