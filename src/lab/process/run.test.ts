import assert from "node:assert/strict";
import { test } from "vitest";
import { run } from "./run.ts";

const never = new AbortController().signal;

test("what a program prints comes back, and it sees nothing of our environment", async () => {
  process.env.EDGEWARD_SECRET = "secret";
  assert.equal(await run("sh", ["-c", 'echo "$EDGEWARD_SECRET$0"', "word"], never), "word\n");
  delete process.env.EDGEWARD_SECRET;
});

test("a program that fails is named, with its last words", async () => {
  await assert.rejects(run("sh", ["-c", "echo first >&2; echo no room >&2; exit 3"], never, "maker"), {
    code: "start-failed",
    message: "maker: first; no room",
  });
  await assert.rejects(run("edgeward-no-such-program", [], never), { code: "start-failed" });
});

test("an interrupted program ends, also one that passes over milder signals", async () => {
  const stop = new AbortController();
  const running = run("sh", ["-c", "trap '' TERM INT; while :; do read line < /dev/zero; done"], stop.signal);
  stop.abort();
  await assert.rejects(running, { name: "AbortError" });
});
