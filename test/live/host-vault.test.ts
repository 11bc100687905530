/** The vault under `kill -9` at every step, on a full disk, on one that may not be written, and for an account without rights. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "vitest";
import { fileVault } from "../../src/engine/host/vault/file-vault.ts";
import { type AVault, aVault, treeOf } from "../../src/engine/host/vault/testing/a-vault.ts";
import type { KillTask, Tried, TryTask } from "./host-vault-process.ts";
import { furnish, runsOf } from "./host-vault-scene.ts";

const program = [process.execPath, "--import", "tsx", join(import.meta.dirname, "host-vault-process.ts")];
const isRoot = process.getuid?.() === 0;
const mayMount = isRoot && spawnSync("unshare", ["-m", "true"]).status === 0;

type Tree = Readonly<Record<string, string>>;

/** Without the times of files: what was written has its own time in each run. */
function timeless(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).map(([name, line]) => [name, line.replace(/^(\S+ \S+) \d+/, "$1")]));
}

/** How it is before, between and after the runs. */
async function stages(): Promise<readonly Tree[]> {
  await using here = await aVault();
  await furnish(here.root);
  const trees = [await treeOf(here.root)];
  for (const changes of runsOf(here.root)) {
    const open = await here.vault.begin(changes, {});
    await open.apply();
    await open.commit();
    trees.push(await treeOf(here.root));
  }
  return trees;
}

/** @returns false when it came to its end alive */
async function isKilled(task: KillTask): Promise<boolean> {
  const [command = "", ...args] = program;
  const child = spawn(command, [...args, JSON.stringify(task)], { stdio: ["ignore", "ignore", "inherit"] });
  const [status, signal] = await once(child, "close");
  assert.ok(status === 0 || signal === "SIGKILL", `status ${status}, signal ${signal}`);
  return signal === "SIGKILL";
}

/**
 * A fresh vault, as a fresh process has it, finds it, rolls it back, and then restores.
 * @returns the stage that it found or rolled back to
 */
async function recovered({ root, directory }: AVault, wanted: readonly Tree[], found: Tree): Promise<number> {
  const vault = fileVault({ directory, now: Date.now });
  assert.deepEqual((await (await vault.open())?.rollback()) ?? [], []);
  const tree = await treeOf(root);
  const stage = wanted.findIndex((one) => JSON.stringify(timeless(one)) === JSON.stringify(timeless(tree)));
  assert.notEqual(stage, -1, `neither before nor after: ${JSON.stringify(tree, undefined, 1)}`);
  assert.deepEqual([await vault.isEmpty(), await vault.changedSince()], [stage === 0, []]);
  if (stage === 0) assert.deepEqual(tree, found);
  await restored({ root, directory }, found);
  return stage;
}

/** Also from the middle of another restore: what that one has put back already is nobody else's change. */
async function restored({ root, directory }: Pick<AVault, "root" | "directory">, found: Tree): Promise<void> {
  const vault = fileVault({ directory, now: Date.now });
  assert.deepEqual([await vault.open(), await vault.changedSince()], [undefined, []]);
  await vault.restore();
  assert.deepEqual(await treeOf(root), found);
  assert.deepEqual(await readdir(join(directory, "..")).catch(() => []), []);
}

test.skipIf(!isRoot).each([
  { counted: "change", reached: [0, 1, 2] },
  { counted: "rollback", reached: [1] },
  { counted: "restore", reached: [] },
] as const)(
  "kill -9 before any step of a $counted: all or nothing, and the way back stays open",
  {
    timeout: 900_000,
  },
  async ({ counted, reached }) => {
    const wanted = await stages();
    const seen = new Set<number>();
    let next = 0;
    let ended = 0;
    const lane = async () => {
      while (ended === 0) {
        const before = next++;
        await using here = await aVault();
        await furnish(here.root);
        const found = await treeOf(here.root);
        const { root, directory } = here;
        if (!(await isKilled({ task: "kill", root, directory, counted, before }))) ended = before;
        if (counted === "restore") await restored(here, found);
        else seen.add(await recovered(here, wanted, found));
      }
    };
    await Promise.all([lane(), lane()]);
    assert.ok(ended > 20, `only ${ended} steps`);
    assert.deepEqual([...seen].sort(), reached);
  },
);

/**
 * What the vault says to the first run's changes, on a machine where `script` has been run before: a shell's, in a mount namespace of its
 * own, its first argument a directory to work in, its second that of the files.
 */
async function tried(script: string, more: Partial<TryTask> = {}): Promise<Tried> {
  await using here = await aVault();
  await furnish(here.root);
  const scratch = join(here.directory, "..");
  await mkdir(scratch);
  const task = { task: "try", root: here.root, directory: here.directory, ...more };
  const argv = [
    "-m",
    "sh",
    "-ec",
    `${script}\nshift 2\n"$@"`,
    "sh",
    scratch,
    here.root,
    ...program,
    JSON.stringify(task),
  ];
  try {
    const { stdout, stderr, status } = spawnSync("unshare", argv);
    assert.equal(status, 0, stderr.toString());
    return JSON.parse(stdout.toString());
  } finally {
    spawnSync("chattr", ["-R", "-i", here.root]);
  }
}

const smallDisk = `cp -a "$2" "$1/copy"; mount -t tmpfs -o size=700k tmpfs "$2"; cp -a "$1/copy/." "$2"; rm -r "$1/copy"`;

test.skipIf(!mayMount)("a small disk is seen before anything is changed, and named", async () => {
  const { hindrances, fault, before, after } = await tried(smallDisk);
  assert.equal(hindrances.length, 1);
  assert.match(hindrances[0] ?? "", /^no-room: there is no room for \S+: \d+ kB may be needed there, \d+ kB are free$/);
  assert.deepEqual([fault?.code, fault?.begun], ["disk-full", false]);
  assert.deepEqual(after, before);
});

test.skipIf(!mayMount)("a disk that fills up half-way: the path is named, and all of it is rolled back", async () => {
  const { fault, before, after } = await tried(smallDisk, { blind: true });
  assert.deepEqual([fault?.code, fault?.begun], ["disk-full", true]);
  assert.match(fault?.what ?? "", /influxdb\.conf/);
  assert.deepEqual(after, before);
});

test.skipIf(!mayMount)("no room for the originals: nothing is begun", async () => {
  const { fault, before, after } = await tried(`mount -t tmpfs -o size=100k tmpfs "$1"`, { blind: true });
  assert.deepEqual([fault?.code, fault?.begun], ["disk-full", false]);
  assert.deepEqual(after, before);
});

test.skipIf(!mayMount)("files that are mounted read-only are each named before anything is changed", async () => {
  const { hindrances, fault, before, after } = await tried(`mount --bind "$2" "$2"; mount -o remount,bind,ro "$2"`);
  assert.equal(hindrances.length, 6, hindrances.join("\n"));
  for (const one of hindrances) assert.match(one, /^not-writable: .*mounted read-only$/);
  assert.deepEqual([fault?.code, fault?.begun], ["no-permission", false]);
  assert.deepEqual(after, before);
});

test.skipIf(!mayMount)("a file that is mounted from elsewhere is named: it cannot be replaced", async () => {
  const { hindrances, fault } = await tried(`mount --bind "$2/broker.conf" "$2/broker.conf"`);
  assert.match(
    hindrances.join("\n"),
    /^not-writable: \S+broker\.conf cannot be replaced: it is mounted from elsewhere$/,
  );
  assert.equal(fault?.code, "no-permission");
});

test.skipIf(!mayMount)("an immutable file is named before anything is changed", async (context) => {
  const { hindrances, fault, before, after } = await tried(`chattr +i "$2/broker.conf" "$2/data.db" || true`);
  if (!fault) return context.skip("this file system knows no attributes");
  const said = ["broker.conf", "data.db"].map((name) => new RegExp(`^not-writable: \\S+${name} .*immutable`));
  assert.equal(hindrances.length, 2, hindrances.join("\n"));
  for (const [at, one] of hindrances.entries()) assert.match(one, said[at] ?? /$./);
  assert.deepEqual([fault.code, fault.begun], ["no-permission", false]);
  assert.deepEqual(after, before);
});

test.skipIf(!mayMount)("an account without rights is told of each path, and of the vault", async () => {
  const opened = `chmod 755 "$1" "$(dirname "$2")"; chown 0:0 "$2"`;
  const { hindrances, fault, before, after } = await tried(opened, { uid: 65_534 });
  assert.equal(hindrances.length, 7, hindrances.join("\n"));
  for (const one of hindrances) assert.match(one, /^not-writable: /);
  assert.match(hindrances.at(-1) ?? "", /vault cannot be written: this account may not$/);
  assert.deepEqual([fault?.code, fault?.begun], ["no-permission", false]);
  assert.deepEqual(after, before);
});
