/**
 * Keeps beside each built script of the command line the code that V8 has made of it: `npm run build`. V8 compiles a function when it is
 * first called, so the command that people wait for is run once, and all that it needed is there.
 */
import {
  closeSync,
  copyFileSync,
  fchmodSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "edgeward-build-"));
const main = at("dist/main.cjs");
const example = join(directory, "docker-compose.yml");
copyFileSync(at("scripts/keep-code.yml"), example);
copyFileSync(at("examples/tig/mosquitto.conf"), join(directory, "mosquitto.conf"));
const words = ["-f", example, "-o", join(directory, "stack.yml"), "--waive", "agent:docker-socket"];
process.argv = [process.execPath, main, "convert", ...words];

const { scripts, sumOf } = await import(main);
process.once("exit", (status) => {
  rmSync(directory, { recursive: true, force: true });
  if (status !== 0) return;
  for (const [path, script] of scripts) keep(path, script.createCachedData());
});

/** Whole or not at all, with a sum at its end: V8 looks at the beginning of it only, and runs the rest as it stands. */
function keep(path, code) {
  const sum = Buffer.alloc(4);
  sum.writeUInt32LE(sumOf(readFileSync(path), code));
  const kept = `${path}.v8`;
  const file = openSync(`${kept}.new`, "w");
  writeFileSync(file, Buffer.concat([code, sum]));
  // The command line has narrowed what others may read, and they may run it.
  fchmodSync(file, 0o644);
  fsyncSync(file);
  closeSync(file);
  renameSync(`${kept}.new`, kept);
}
