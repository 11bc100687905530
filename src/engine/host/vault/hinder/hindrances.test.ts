import assert from "node:assert/strict";
import { link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import type { Files } from "../../../../disk/files.ts";
import { nodeFiles } from "../../../../disk/files.ts";
import type { FileChange, Hindrance } from "../../../vault.ts";
import { type AVault, aVault, digest, mine, treeOf } from "../testing/a-vault.ts";

const write = (path: string, before?: string): FileChange => ({
  kind: "write",
  path,
  bytes: Buffer.from("new"),
  rights: mine(0o600),
  ...(before !== undefined && { before: digest(before) }),
});
const permit = (path: string): FileChange => ({ kind: "permit", path, rights: mine(0o600) });
const makeDirectory = (path: string): FileChange => ({ kind: "make-directory", path, rights: mine(0o700) });
const remove = (path: string, before: string): FileChange => ({ kind: "remove", path, before: digest(before) });

const told = (found: readonly Hindrance[], { root }: AVault) =>
  found.map(({ path, why }) => `${why} ${path.slice(root.length + 1)}`);

test("all that is in the way is said at once, and nothing is touched", async () => {
  await using here = await aVault();
  const at = (name: string) => join(here.root, name);
  await writeFile(at("file"), "text");
  await symlink(at("file"), at("link"));
  await symlink(at("file"), at("another-link"));
  await mkdir(at("directory"));
  await symlink(at("directory"), at("linked"));
  await writeFile(at("one"), "text");
  await link(at("one"), at("two"));
  const before = await treeOf(here.root);
  const changes = [
    write(at("file"), "other text"),
    write(at("file")),
    write(at("link"), "text"),
    write(at("linked/inside")),
    write(at("directory"), "text"),
    write(at("gone"), "text"),
    write(at("nowhere/file")),
    write(at("file/inside")),
    permit(at("absent")),
    permit(at("another-link")),
    permit(at("two")),
    remove(at("one"), "text"),
    remove(at("gone"), "text"),
    remove(at("directory"), "text"),
    makeDirectory(at("file")),
    makeDirectory(at("nowhere/directory")),
    permit("/dev/null"),
  ];
  assert.deepEqual(told(await here.vault.hindrances(changes), here), [
    "changed file",
    "changed file",
    "link link",
    "link linked/inside",
    "not-a-file directory",
    "missing gone",
    "missing nowhere/file",
    "missing file/inside",
    "missing absent",
    "link another-link",
    "link two",
    "link one",
    "missing gone",
    "not-a-file directory",
    "not-a-file file",
    "missing nowhere/directory",
    `not-a-file ${"/dev/null".slice(here.root.length + 1)}`,
  ]);
  await assert.rejects(
    here.vault.begin(changes, {}),
    (error: Error) =>
      /changed-meanwhile/.test(String(Reflect.get(error, "code"))) &&
      /linked/.test(error.message) &&
      /gone/.test(error.message),
  );
  assert.deepEqual(await treeOf(here.root), before);
  assert.deepEqual(await nodeFiles.readdir(join(here.root, "..")), ["etc"]);
});

test("what earlier changes make is not missing, and what is right is in nobody's way", async () => {
  await using here = await aVault();
  const at = (name: string) => join(here.root, name);
  await writeFile(at("file"), "text");
  await mkdir(at("directory"));
  const changes = [
    makeDirectory(at("own")),
    makeDirectory(at("own/broker")),
    write(at("own/broker/passwords")),
    permit(at("own/broker/passwords")),
    makeDirectory(at("directory")),
    permit(at("directory")),
    write(at("file"), "text"),
  ];
  assert.deepEqual(await here.vault.hindrances(changes), []);
  assert.deepEqual(await here.vault.hindrances([]), []);
});

test("a disk without room for the files or for the originals is said with figures", async () => {
  const small: Files["statfs"] = (async (path: string) => ({
    ...(await nodeFiles.statfs(path)),
    bsize: 4096,
    bavail: 10,
  })) as never;
  await using here = await aVault({ ...nodeFiles, statfs: small });
  const path = join(here.root, "file");
  await writeFile(path, Buffer.alloc(40_000));
  const change: FileChange = {
    kind: "write",
    path,
    before: digest(Buffer.alloc(40_000)),
    bytes: Buffer.alloc(1),
    rights: mine(0o600),
  };
  const [hindrance, ...more] = await here.vault.hindrances([change]);
  assert.deepEqual([hindrance?.why, more], ["no-room", []]);
  assert.match(hindrance?.what ?? "", /\d+ kB may be needed there, 41 kB are free/);
  await assert.rejects(here.vault.begin([change], {}), { code: "disk-full" });
  assert.deepEqual(await here.vault.hindrances([permit(path)]), []);
});
