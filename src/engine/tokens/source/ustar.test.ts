import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, test } from "vitest";
import { fileIn } from "./ustar.ts";

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "edgeward-ustar-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** As the system's tar has it. */
function archive(content: string, format = "ustar"): Buffer {
  const path = join(directory, "secrets-token.json");
  writeFileSync(path, content);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  return execFileSync("tar", ["-cf", "-", `--format=${format}`, "-C", directory, "secrets-token.json"]);
}

test("one file comes out as it went in, with its time, whatever the dialect", () => {
  for (const format of ["ustar", "pax", "gnu"]) {
    for (const content of ["", "x", "y".repeat(512), "z".repeat(5000)]) {
      const file = fileIn(archive(content, format));
      assert.deepEqual([file?.bytes.toString(), file?.changedAtS], [content, 1_700_000_000], format);
    }
  }
});

test("a directory, a link and nothing at all are no file", () => {
  execFileSync("ln", ["-sf", "/etc/passwd", join(directory, "link")]);
  assert.equal(fileIn(execFileSync("tar", ["-cf", "-", "-C", directory, "link"])), undefined);
  assert.equal(fileIn(execFileSync("tar", ["-cf", "-", "--no-recursion", "-C", directory, "."])), undefined);
  assert.equal(fileIn(Buffer.alloc(1024)), undefined);
  assert.equal(fileIn(Buffer.alloc(0)), undefined);
});

test("an archive that is cut or damaged is refused, and the message holds nothing of it", () => {
  const whole = archive("hvs.secret".repeat(100));
  assert.throws(() => fileIn(whole.subarray(0, 600)), /cut short/);
  const damaged = Buffer.from(whole);
  damaged[0] = 88;
  assert.throws(() => fileIn(damaged), /no tar archive/);
});

test("no bytes make it fail in another way", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), fc.nat(1600), (bytes, at) => {
      const mixed = Buffer.from(archiveOnce());
      mixed.set(bytes.subarray(0, Math.max(0, mixed.length - at)), Math.min(at, mixed.length));
      for (const input of [Buffer.from(bytes), mixed]) {
        try {
          fileIn(input);
        } catch (error) {
          assert.match((error as Error).message, /^(the archive is cut|what the engine sent|a number in the archive)/);
        }
      }
    }),
  );
});

let once: Buffer | undefined;
const archiveOnce = (): Buffer => {
  once ??= archive("content");
  return once;
};
