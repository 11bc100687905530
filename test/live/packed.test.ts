/** The package as npm makes it, unpacked where whoever runs it may not write. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
/** `nobody` on Debian. */
const nobody = 65_534;
let place = "";
let edgeward = "";

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "edgeward-packed-"));
  chmodSync(place, 0o755);
  execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", place], { cwd: root, stdio: "pipe" });
  const [tarball = ""] = readdirSync(place);
  execFileSync("tar", ["-xzf", join(place, tarball), "-C", place]);
  copyFileSync(join(root, "examples/tig/docker-compose.yml"), join(place, "compose.yml"));
  chmodSync(join(place, "compose.yml"), 0o644);
  execFileSync("chmod", ["-R", "a-w", join(place, "package")]);
  edgeward = join(place, "package/bin/edgeward");
});
afterAll(() => {
  execFileSync("chmod", ["-R", "u+w", place]);
  rmSync(place, { recursive: true, force: true });
});

const words = ["convert", "-f", "compose.yml", "-o", "-"];
const stranger = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** Without a home or any other package. */
function ran(program: readonly [string, ...string[]], by: { uid?: number; gid?: number } = {}) {
  const [name, ...args] = program;
  const env = { PATH: process.env.PATH ?? "" };
  const { status, stdout, stderr } = spawnSync(name, [...args, ...words], { cwd: place, env, encoding: "utf8", ...by });
  return { status, stdout, stderr };
}

test("what npm packs has the kept code of each script that it is for", () => {
  const names = readdirSync(join(place, "package/dist"));
  const kept = names.filter((name) => name.endsWith(".v8"));
  assert.ok(kept.length > 3);
  for (const name of kept) assert.ok(names.includes(name.slice(0, -".v8".length)), name);
});

test("who may only read the package converts as its owner does, and leaves nothing in it", () => {
  const before = readdirSync(join(place, "package/dist"));
  const own = ran([edgeward]);
  assert.equal(own.status, 0, own.stderr);
  assert.deepEqual(ran([edgeward], stranger), own);
  assert.deepEqual(readdirSync(join(place, "package/dist")), before);
});

test("where the kept code must be refused, not a word is said of it", () => {
  const main = join(place, "package/dist/main.cjs");
  assert.deepEqual(ran([process.execPath, "--no-opt", main], stranger), ran([edgeward]));
});
