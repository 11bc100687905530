import assert from "node:assert/strict";
import { chmod, mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { type Files, nodeFiles } from "../../../../disk/files.ts";
import { aMachine, aVault, digest, secured } from "../testing/a-vault.ts";

test("an original that the disk has damaged is not put back, and a ledger that makes no sense is not guessed at", async () => {
  await using here = await aVault();
  await secured(here);
  const original = join(here.directory, "originals", digest("listener 1883\n"));
  await writeFile(original, "listener 1884\n");
  await assert.rejects(here.vault.restore(), { code: "state-damaged", message: new RegExp(original) });
  await writeFile(original, "listener 1883\n");
  await writeFile(join(here.directory, "ledger.json"), "{");
  for (const ask of ["open", "isEmpty", "changedSince", "restore"] as const) {
    await assert.rejects(here.vault[ask](), { code: "state-damaged" });
  }
});

test("the vault is for its owner alone, also when its directory was there and open to all", async () => {
  await using here = await aVault();
  await mkdir(here.directory, { recursive: true });
  await chmod(here.directory, 0o777);
  await secured(here);
  const modes = await Promise.all(
    ["", "ledger.json", "originals", `originals/${digest("listener 1883\n")}`].map(async (name) => {
      return (await stat(join(here.directory, name))).mode & 0o777;
    }),
  );
  assert.deepEqual(modes, [0o700, 0o600, 0o700, 0o600]);
});
test("everything is safe on the disk before it is needed: originals before the ledger, the ledger before any change", async () => {
  const said: string[] = [];
  await using here = await aVault(listening(said));
  const changes = await aMachine(here.root);
  const open = await here.vault.begin(changes, {});
  const vaultOnly = said.every((line) => !line.includes(` ${here.root}`));
  await open.apply();
  await open.commit();
  assert.ok(vaultOnly, "begin changes nothing but the vault");
  const saved = said.findLastIndex((line) => /^sync .*originals\/[0-9a-f]{64}\.new/.test(line));
  const named = said.findIndex((line, at) => at > saved && /^sync .*originals$/.test(line));
  const journal = said.findIndex((line) => /^rename .*ledger\.json\.new/.test(line));
  const durable = said.findIndex((line, at) => at > journal && /^sync .*vault$/.test(line));
  const firstChange = said.findIndex((line) => line.includes(` ${here.root}`));
  const order = [0, saved, named, journal, durable, firstChange];
  assert.deepEqual(
    order,
    order.toSorted((a, b) => a - b),
    said.join("\n"),
  );
  for (const [at, line] of said.entries()) {
    const [verb, from = ""] = line.split(" ");
    if (verb === "rename") assert.equal(said[at - 1], `sync ${from}`);
  }
  const lastChange = said.findLastIndex((line) => /^(rename|unlink|mkdir) \S*\/etc\//.test(line));
  const settled = said.findIndex((line, at) => at > lastChange && line === `sync ${here.root}`);
  const committed = said.findLastIndex((line) => /^rename .*ledger\.json\.new/.test(line));
  assert.ok(lastChange < settled && settled < committed, said.join("\n"));
});

/** Says each change of a file or a name, and each fsync, in the order in which they are done. */
function listening(said: string[]): Files {
  const open: Files["open"] = async (path, ...rest) => {
    const handle = await nodeFiles.open(path, ...rest);
    const sync = handle.sync.bind(handle);
    handle.sync = () => {
      said.push(`sync ${path}`);
      return sync();
    };
    return handle;
  };
  const saying =
    <A extends unknown[], R>(verb: string, does: (...args: A) => R) =>
    (...args: A) => {
      said.push(`${verb} ${args[0]}`);
      return does(...args);
    };
  return {
    ...nodeFiles,
    open,
    rename: saying("rename", nodeFiles.rename),
    unlink: saying("unlink", nodeFiles.unlink),
    mkdir: saying("mkdir", nodeFiles.mkdir) as Files["mkdir"],
  };
}
