/** The judge is the system's own `tar`. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "vitest";
import { archiveOf, type Entry } from "./archive.ts";

const deep = `${"a".repeat(90)}/${"b".repeat(90)}/c`;
const files: readonly Entry[] = [
  { path: "tmp", directory: true, mode: 0o1777 },
  { path: "bin/box", bytes: Buffer.from("x".repeat(1000)), mode: 0o755 },
  { path: "bin/empty", bytes: Buffer.alloc(0), mode: 0o640 },
  { path: "bin/sh", link: "box" },
  { path: "bin/whole", bytes: Buffer.alloc(512, "w"), mode: 0o644 },
  { path: deep, bytes: Buffer.from("deep"), mode: 0o600 },
];

test("tar reads what we write, with modes, links and paths that are long", () => {
  const directory = mkdtempSync(join(tmpdir(), "edgeward-archive-"));
  try {
    const listed = execFileSync("tar", ["-tvf", "-"], {
      input: archiveOf(files),
      encoding: "utf8",
      env: { TZ: "UTC" },
    });
    assert.deepEqual(
      listed
        .trim()
        .split("\n")
        .map((line) =>
          line
            .split(/\s+/)
            .filter((_, at) => at !== 3 && at !== 4)
            .join(" "),
        ),
      [
        "drwxrwxrwt 0/0 0 tmp/",
        "-rwxr-xr-x 0/0 1000 bin/box",
        "-rw-r----- 0/0 0 bin/empty",
        "lrwxrwxrwx 0/0 0 bin/sh -> box",
        "-rw-r--r-- 0/0 512 bin/whole",
        `-rw------- 0/0 4 ${deep}`,
      ],
    );
    execFileSync("tar", ["-xf", "-", "-C", directory], { input: archiveOf(files), stdio: ["pipe", "pipe", "inherit"] });
    assert.equal(readFileSync(join(directory, "bin/sh"), "utf8"), "x".repeat(1000));
    assert.equal(readFileSync(join(directory, deep), "utf8"), "deep");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

test("a path that the format cannot hold is refused, not cut", () => {
  for (const path of ["a".repeat(101), `${"a/".repeat(130)}b`])
    assert.throws(() => archiveOf([{ path, link: "x" }]), { code: "bad-input" });
  assert.throws(() => archiveOf([{ path: "x", link: "a".repeat(101) }]), { code: "bad-input" });
});
