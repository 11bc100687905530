/** Vagrant judges the Vagrantfile. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { ran } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";

const main = fileURLToPath(new URL("../../dist/main.cjs", import.meta.url));
const write = (directory: string, ...words: string[]) =>
  ran(process.execPath, [main, "lab", "up", "--driver", "vagrant", "-o", directory, ...words]);

let home = "";
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "edgeward-vagrant-"));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** As Vagrant reads it, without a hypervisor. @throws with what it said */
function validate(directory: string): string {
  const environment = {
    PATH: process.env.PATH,
    HOME: home,
    VAGRANT_HOME: join(home, "vagrant"),
    VAGRANT_CHECKPOINT_DISABLE: "1",
  };
  return execFileSync("vagrant", ["validate", "--ignore-provider"], {
    cwd: directory,
    env: environment,
    encoding: "utf8",
    stdio: "pipe",
  });
}

const reason = cannotRun() && !isInstalled() ? "Vagrant is not installed" : undefined;

describe.skipIf(reason)(`a Vagrantfile${reason ? `, not judged here: ${reason}` : ""}`, () => {
  test("is accepted by vagrant validate, whatever the number of hosts, and one that is broken is not", async () => {
    for (const hosts of ["1", "2", "20"]) {
      const directory = join(home, hosts);
      const { status, out, err } = await write(directory, "--hosts", hosts, "--memory", "1G", "--cpus", "2");
      assert.equal(status, 0, err);
      assert.match(out, /vagrant up\n {2}vagrant ssh manager/);
      assert.match(validate(directory), /validated successfully/);
    }
    const path = join(home, "2", "Vagrantfile");
    await writeFile(path, (await readFile(path, "utf8")).replace('"private_network"', '"no_network"'));
    assert.throws(() => validate(join(home, "2")), /no_network/);
  });

  test("that is there already is not written over, unless one says so", async () => {
    const directory = join(home, "twice");
    await write(directory);
    await writeFile(join(directory, "Vagrantfile"), "mine");
    const refused = await write(directory);
    assert.deepEqual([refused.status, await readFile(join(directory, "Vagrantfile"), "utf8")], [2, "mine"]);
    assert.equal((await write(directory, "--force")).status, 0);
    assert.match(await readFile(join(directory, "Vagrantfile"), "utf8"), /Vagrant\.configure/);
    assert.deepEqual(await readdir(directory), ["Vagrantfile"]);
  });
});

function isInstalled(): boolean {
  try {
    execFileSync("vagrant", ["--version"], { stdio: "pipe" });
    return true;
  } catch {
    return false;
  }
}
