import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "vitest";
import { guestFiles } from "./init.ts";
import { guestInit } from "./kernel-line.ts";

const scripts = guestFiles.filter(({ text }) => text.startsWith("#!/bin/sh\n"));
const parse = (text: string) => execFileSync("sh", ["-n"], { input: text, stdio: ["pipe", "pipe", "pipe"] });

test("what the kernel is told to start is in the image, and may be run", () => {
  assert.equal(scripts.find(({ path }) => `/${path}` === guestInit)?.mode, 0o755);
});

test("a shell can read every script, and would not read one with a word too many", () => {
  assert.ok(scripts.length > 1);
  for (const { text } of scripts) {
    parse(text);
    assert.throws(() => parse(`${text}done\n`));
  }
});

test("nothing secret is in an image", () => {
  for (const { path, text } of guestFiles) assert.doesNotMatch(text, /PRIVATE KEY|ssh-ed25519/, path);
});
