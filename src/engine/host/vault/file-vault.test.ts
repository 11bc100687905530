import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rm, stat, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { type Files, nodeFiles } from "../../../disk/files.ts";
import type { FileChange } from "../../vault.ts";
import { aMachine, aVault, digest, mine, secured, treeOf } from "./testing/a-vault.ts";

function writing(path: string, before: string, after: string): FileChange {
  return { kind: "write", path, before: digest(before), bytes: Buffer.from(after), rights: mine(0o644) };
}

test("changes are made with owner and mode, and restore leads back to how it was found, with nothing left", async () => {
  await using here = await aVault();
  const changes = await aMachine(here.root);
  const found = await treeOf(here.root);
  const open = await here.vault.begin(changes, { run: 1 });
  assert.deepEqual(await treeOf(here.root), found);
  await open.apply();
  await open.commit();
  const modes = async (name: string) => (await stat(join(here.root, name))).mode & 0o7777;
  assert.deepEqual(await readdir(here.root, { recursive: true }), ["broker.conf", "data.db", "own", "own/passwords"]);
  assert.equal(await readFile(join(here.root, "broker.conf"), "utf8"), "listener 8883\n");
  assert.deepEqual(
    await Promise.all(["broker.conf", "data.db", "own", "own/passwords"].map(modes)),
    [0o640, 0o600, 0o700, 0o600],
  );
  assert.deepEqual([await here.vault.isEmpty(), await here.vault.changedSince()], [false, []]);
  assert.deepEqual(await here.vault.restore(), {
    putBack: ["broker.conf", "old.conf", "data.db"].map((name) => join(here.root, name)),
    removed: ["own", "own/passwords"].map((name) => join(here.root, name)),
  });
  assert.deepEqual(await treeOf(here.root), found);
  assert.deepEqual([await here.vault.isEmpty(), await nodeFiles.readdir(join(here.directory, ".."))], [true, []]);
  assert.deepEqual(await here.vault.restore(), { putBack: [], removed: [] });
});

test("what was begun is rolled back, half-way or whole, also by somebody who finds it open", async () => {
  await using here = await aVault();
  const changes = await aMachine(here.root);
  const found = await treeOf(here.root);
  await here.vault.begin(changes, { run: 7 });
  const unapplied = await here.vault.open();
  assert.deepEqual(unapplied?.notes, { run: 7 });
  await assert.rejects(here.vault.begin(changes, {}), { code: "interrupted" });
  await assert.rejects(unapplied.commit(), { code: "interrupted" });
  assert.deepEqual(await unapplied.rollback(), []);
  const open = await here.vault.begin(changes, {});
  await open.apply();
  assert.deepEqual(await (await here.vault.open())?.rollback(), []);
  assert.deepEqual(await open.rollback(), []);
  assert.deepEqual([await treeOf(here.root), await here.vault.open()], [found, undefined]);
  assert.ok(await here.vault.isEmpty());
});

test("the first original is kept over several runs, and a rollback leads to the run before", async () => {
  await using here = await aVault();
  const changes = await aMachine(here.root);
  const found = await treeOf(here.root);
  const first = await here.vault.begin(changes, {});
  await first.apply();
  await first.commit();
  const between = await treeOf(here.root);
  const again = [
    writing(join(here.root, "broker.conf"), "listener 8883\n", "listener 8884\n"),
    { kind: "remove", path: join(here.root, "own", "passwords"), before: digest("a:$7$") } as const,
  ];
  const second = await here.vault.begin(again, {});
  await second.apply();
  await second.rollback();
  assert.deepEqual(await treeOf(here.root), between);
  const third = await here.vault.begin(again, {});
  await third.apply();
  await third.commit();
  assert.equal(await readFile(join(here.root, "broker.conf"), "utf8"), "listener 8884\n");
  await here.vault.restore();
  assert.deepEqual(await treeOf(here.root), found);
});

test("what others have written since is named and stays; force puts it back all the same", async () => {
  await using here = await aVault();
  await secured(here);
  const path = join(here.root, "broker.conf");
  await writeFile(path, "by hand\n");
  const theirs = await treeOf(here.root);
  assert.deepEqual(await here.vault.changedSince(), [path]);
  await assert.rejects(here.vault.restore(), { code: "changed-meanwhile", message: /broker\.conf/ });
  assert.deepEqual(await treeOf(here.root), theirs);
  await here.vault.restore({ force: true });
  assert.equal(await readFile(path, "utf8"), "listener 1883\n");
});

test("a file that others have put back, and what a database writes meanwhile, are nobody's loss", async () => {
  await using here = await aVault();
  await secured(here);
  await writeFile(join(here.root, "broker.conf"), "listener 1883\n");
  await writeFile(join(here.root, "data.db"), "more measurements");
  assert.deepEqual(await here.vault.changedSince(), []);
  await here.vault.restore();
  const data = await stat(join(here.root, "data.db"));
  assert.deepEqual(
    [await readFile(join(here.root, "data.db"), "utf8"), data.mode & 0o777],
    ["more measurements", 0o644],
  );
});

test("what others write while a run is open stays when it is rolled back, is named, and its original is kept", async () => {
  await using here = await aVault();
  const open = await here.vault.begin(await aMachine(here.root), {});
  await open.apply();
  const path = join(here.root, "broker.conf");
  await writeFile(path, "by hand\n");
  assert.deepEqual(await open.rollback(), [path]);
  assert.equal(await readFile(path, "utf8"), "by hand\n");
  assert.deepEqual(await readdir(here.root), ["broker.conf", "data.db", "old.conf"]);
  assert.deepEqual(await here.vault.changedSince(), [path]);
  await here.vault.restore({ force: true });
  assert.equal(await readFile(path, "utf8"), "listener 1883\n");
});

test("a file that others change between begin and apply is not overwritten, and the rest is rolled back", async () => {
  await using here = await aVault();
  const open = await here.vault.begin(await aMachine(here.root), {});
  await writeFile(join(here.root, "broker.conf"), "by hand\n");
  const theirs = await treeOf(here.root);
  await assert.rejects(open.apply(), { code: "changed-meanwhile", message: /broker\.conf/ });
  assert.deepEqual(await open.rollback(), []);
  assert.deepEqual(await treeOf(here.root), theirs);
  assert.ok(await here.vault.isEmpty());
});

test("a directory in which others keep something stays, and one that was there before always does", async () => {
  await using here = await aVault();
  await mkdir(join(here.root, "theirs"), { mode: 0o755 });
  const changes: FileChange[] = [
    ...(await aMachine(here.root)),
    { kind: "make-directory", path: join(here.root, "theirs"), rights: mine(0o700) },
  ];
  const open = await here.vault.begin(changes, {});
  await open.apply();
  await open.commit();
  await writeFile(join(here.root, "own", "notes"), "by hand");
  const { removed } = await here.vault.restore();
  assert.deepEqual(removed, [join(here.root, "own", "passwords")]);
  assert.equal(await readFile(join(here.root, "own", "notes"), "utf8"), "by hand");
  assert.equal((await stat(join(here.root, "theirs"))).mode & 0o777, 0o755);
});

test("a link that came since is not followed: what it leads to stays as it is", async () => {
  await using here = await aVault();
  await secured(here);
  const victim = join(here.root, "victim");
  await writeFile(victim, "untouched", { mode: 0o600 });
  for (const name of ["broker.conf", "data.db"]) {
    await unlink(join(here.root, name));
    await symlink(victim, join(here.root, name));
  }
  await here.vault.restore({ force: true });
  assert.deepEqual([await readFile(victim, "utf8"), (await stat(victim)).mode & 0o777], ["untouched", 0o600]);
  assert.equal(await readFile(join(here.root, "broker.conf"), "utf8"), "listener 1883\n");
});

test("files whose whole directory somebody has removed come back with it, when that is wanted", async () => {
  await using here = await aVault();
  await secured(here);
  await rm(here.root, { recursive: true });
  assert.deepEqual(await here.vault.changedSince(), [join(here.root, "broker.conf")]);
  await here.vault.restore({ force: true });
  assert.deepEqual((await readdir(here.root)).sort(), ["broker.conf", "old.conf"]);
});

test("a database's file that goes while the originals are saved, and one that comes there later, is not ours", async () => {
  let looks = 0;
  const lstat = (async (path: string, options?: undefined) => {
    if (path.endsWith("data.db") && ++looks === 2) await unlink(path);
    return nodeFiles.lstat(path, options);
  }) as Files["lstat"];
  await using here = await aVault({ ...nodeFiles, lstat });
  await secured(here);
  assert.equal(looks, 2);
  await writeFile(join(here.root, "data.db"), "new measurements");
  await here.vault.restore();
  assert.equal(await readFile(join(here.root, "data.db"), "utf8"), "new measurements");
});

test("one at a time: who comes while files are being changed is told to wait", async () => {
  await using here = await aVault();
  const open = await here.vault.begin(await aMachine(here.root), {});
  const { fileVault } = await import("./file-vault.ts");
  const other = fileVault({ directory: here.directory, now: () => 0 });
  await assert.rejects(other.open(), { code: "not-ready" });
  await assert.rejects(other.restore(), { code: "not-ready" });
  await open.rollback();
  assert.equal(await other.open(), undefined);
});
