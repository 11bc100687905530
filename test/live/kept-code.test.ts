/** V8's code that is kept beside the scripts of the command line: used where it fits, and passed over where it does not. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const example = join(root, "examples/tig/docker-compose.yml");
let copy = "";
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "edgeward-kept-"));
  for (const name of ["dist", "package.json"]) await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
});
afterAll(() => rm(copy, { recursive: true, force: true }));

const node = (...args: string[]) => execFileSync(process.execPath, args, { encoding: "utf8", stdio: "pipe" });
const convert = ["convert", "-f", example, "-o", "-"];

/** What V8 did with the kept code of each script that converting needs: `false` accepted, `true` refused, `null` none there. */
function refusals(...flags: string[]): readonly unknown[] {
  const main = join(root, "dist/main.cjs");
  const program = `
    import { writeFileSync } from "node:fs";
    process.argv = ${JSON.stringify([process.execPath, main, ...convert])};
    process.stdout.write = process.stderr.write = (_, done) => (done?.(), true);
    const { scripts } = await import(${JSON.stringify(main)});
    const all = () => [...scripts.values()].map(({ cachedDataRejected = null }) => cachedDataRejected);
    process.on("exit", () => writeFileSync(1, JSON.stringify(all())));`;
  return JSON.parse(node(...flags, "--input-type=module", "-e", program)) as readonly unknown[];
}

test("V8 takes the kept code of every script that converting needs", () => {
  const all = refusals();
  assert.ok(all.length > 3);
  assert.deepEqual(new Set(all), new Set([false]));
});

test("V8 with other flags refuses it, and converts the same", () => {
  assert.ok(refusals("--no-opt").includes(true));
  const main = join(root, "dist/main.cjs");
  assert.equal(node("--no-opt", main, ...convert), node(main, ...convert));
});

test("who installs it for others keeps code that they may read", async () => {
  for (const path of await kept(root)) assert.equal((await stat(path)).mode & 0o444, 0o444, path);
});

test("code that is cut off, damaged, of another program or not there changes nothing", async () => {
  const main = join(copy, "dist/main.cjs");
  const expected = node(main, ...convert);
  const spoil: readonly ((path: string) => Promise<unknown>)[] = [
    turnOver,
    (path) => truncate(path, 1_000),
    (path) => writeFile(path, "nothing that V8 has made\n".repeat(100)),
    (path) => rm(path),
  ];
  for (const one of spoil) {
    await Promise.all((await kept(copy)).map(one));
    assert.equal(node(main, ...convert), expected);
  }
});

test("a script that was changed runs as it is now, though as long as before", async () => {
  await cp(join(root, "dist"), join(copy, "dist"), { recursive: true });
  const main = join(copy, "dist/main.cjs");
  const scripts = (await kept(copy)).map((path) => path.slice(0, -".v8".length));
  const said = "Run with --help to see what there is.";
  for (const path of scripts) {
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replaceAll(said, said.toUpperCase()));
  }
  const { stderr } = spawnSync(process.execPath, [main, "nonsense"], { encoding: "utf8" });
  assert.ok(stderr.includes(said.toUpperCase()), stderr);
});

/** One bit in the middle, as an old SD card does it: past what V8 looks at. */
async function turnOver(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = bytes.length >> 1;
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 4, middle);
  await writeFile(path, bytes);
}

async function kept(directory: string): Promise<readonly string[]> {
  const names = (await readdir(join(directory, "dist"))).filter((name) => name.endsWith(".v8"));
  assert.ok(names.length > 3);
  return names.map((name) => join(directory, "dist", name));
}
