import assert from "node:assert/strict";
import { chmod, chown, link, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { beforeEach, test } from "vitest";
import { faultOf, privateFiles } from "./private-files.ts";
import { walk } from "./private-tree.ts";
import { aDirectory, type TestDirectory } from "./testing/processes.ts";
import { aScene } from "./testing/scene.ts";

const quiet = new AbortController().signal;
let root: TestDirectory;
let at: (name: string) => string;

beforeEach(async () => {
  root = await aDirectory();
  at = (name) => join(root.path, name);
  await mkdir(at("keys"), { mode: 0o700 });
  await mkdir(at("data/lmdb"), { mode: 0o700, recursive: true });
  for (const name of ["keys/ring.json", "data/lmdb/data.mdb"]) await writeFile(at(name), "", { mode: 0o600 });
  return () => root[Symbol.asyncDispose]();
});

async function look(paths = [root.path]) {
  const [seen] = await privateFiles.look(aScene({ privatePaths: paths }), quiet);
  return seen ?? assert.fail("no observation");
}

test("files and directories for their owner alone pass, and are counted", async () => {
  const seen = await look();
  assert.deepEqual(
    [seen.verdict, seen.evidence],
    [
      "pass",
      `4 directories and 2 files for uid ${process.getuid?.()} alone; control: a file of mode 0644 was found out`,
    ],
  );
});

test.each([
  ["keys/ring.json", 0o640],
  ["keys/ring.json", 0o604],
  ["keys/ring.json", 0o602],
  ["data/lmdb/data.mdb", 0o644],
  ["keys", 0o710],
  ["data/lmdb", 0o755],
])("%s of mode %o fails", async (name, mode) => {
  await chmod(at(name), mode);
  const seen = await look();
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `${at(name)} has mode 0${mode.toString(8)}`]);
});

test("a symlink fails, and is not followed", async () => {
  await rename(at("keys/ring.json"), at("elsewhere"));
  await symlink(at("elsewhere"), at("keys/ring.json"));
  const seen = await look([at("keys")]);
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `${at("keys/ring.json")} is a symlink`]);
});

test("another owner fails", async () => {
  const [entry] = (await walk([at("keys")], quiet)).entries;
  assert.ok(entry);
  assert.equal(faultOf(entry, entry.stats.uid), undefined);
  assert.match(faultOf(entry, entry.stats.uid + 1) ?? "", /keys belongs to uid \d+, not \d+$/);
  if (process.getuid?.() !== 0) return;
  await chown(at("keys/ring.json"), 12_345, 0);
  const seen = await look();
  assert.deepEqual([seen.verdict, seen.evidence], ["fail", `${at("keys/ring.json")} belongs to uid 12345, not 0`]);
});

test("a hard link is looked at like any other name, and a socket may have an owner's bits only", async () => {
  await link(at("keys/ring.json"), at("keys/again"));
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(at("keys/control"), resolve));
  await chmod(at("keys/control"), 0o700);
  assert.equal((await look()).verdict, "pass");
  await chmod(at("keys/control"), 0o755);
  assert.equal((await look()).verdict, "fail");
  await new Promise((resolve) => server.close(resolve));
});

test("what is not there yet is said, and when nothing is there nothing is known", async () => {
  const some = await look([root.path, at("logs")]);
  assert.equal(some.verdict, "pass");
  assert.match(some.evidence, /not there \(yet\): .*logs/);
  assert.equal((await look([at("logs")])).verdict, "unknown");
  assert.deepEqual(await privateFiles.look(aScene(), quiet), []);
});

test("more entries than the limit are not passed over in silence", async () => {
  const { entries, unseen } = await walk([root.path], quiet, [], 3);
  assert.equal(entries.length, 3);
  assert.match(unseen.join(), /more than 3 entries/);
});

test("whoever asks can stop the walk", async () => {
  await assert.rejects(walk([root.path], AbortSignal.abort(new Error("Ctrl-C"))), /Ctrl-C/);
});
