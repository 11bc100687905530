import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import { watchFiles } from "./watch-files.ts";

interface Status {
  readonly pid: number;
}

async function someFiles() {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-watch-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return { directory, files: watchFiles<Status>(directory) };
}
const lives = (seen: readonly { readonly lives: boolean }[]) => seen.map((one) => one.lives);

test("whoever asks who watches is in nobody's way: others who ask are not taken for one, and a watch can begin meanwhile", async () => {
  const { files } = await someFiles();
  await (await files.hold("s1", "plant"))?.[Symbol.asyncDispose]();
  await files.write("s1", "plant", { pid: 1 });
  for (let round = 0; round < 20; round++) {
    const asked = Array.from({ length: 10 }, () => files.read("plant"));
    const held = await files.hold("s1", "plant");
    assert.ok(held, `round ${round}: another watch is there`);
    await Promise.all(asked);
    assert.deepEqual(lives(await files.read("plant")), [true]);
    await held[Symbol.asyncDispose]();
    const after = await Promise.all(Array.from({ length: 10 }, () => files.read("plant")));
    assert.deepEqual(new Set(after.flatMap(lives)), new Set([false]));
  }
});

test("who asks writes nothing", async () => {
  const { directory, files } = await someFiles();
  await files.write("s1", "plant", { pid: 1 });
  assert.deepEqual(lives(await files.read("plant")), [false]);
  assert.deepEqual(await readdir(directory), ["s1-plant.json"]);
  assert.equal((await stat(join(directory, "s1-plant.json"))).mode & 0o777, 0o600);
});

test("a stack's name that ends as another's is another's", async () => {
  const { files } = await someFiles();
  await files.write("s1", "north-plant", { pid: 1 });
  await files.write("s1", "plant", { pid: 2 });
  assert.deepEqual(
    (await files.read("plant")).map(({ status }) => status.pid),
    [2],
  );
});
