import assert from "node:assert/strict";
import { test } from "vitest";
import { librariesIn, requireProgram } from "./program-files.ts";

test("libraries and the loader are taken from where the program looks for them, and what the kernel maps is not", () => {
  const said = [
    "\tlinux-vdso.so.1 (0x00007f5b5cdbc000)",
    "\tlibpcap.so.0.8 => /lib/x86_64-linux-gnu/libpcap.so.0.8 (0x00007f5b5cd5f000)",
    "\t/lib64/ld-linux-x86-64.so.2 (0x00007f5b5cdbe000)",
  ].join("\n");
  assert.deepEqual(librariesIn(said), ["/lib/x86_64-linux-gnu/libpcap.so.0.8", "/lib64/ld-linux-x86-64.so.2"]);
});

test("a program that is not here is named with its package", async () => {
  const refusal = { code: "not-ready", remedy: "Install it: sudo apt-get install its-package." };
  await assert.rejects(requireProgram({ program: "no-such-program", package: "its-package" }), refusal);
});
