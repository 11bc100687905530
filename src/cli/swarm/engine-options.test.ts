import assert from "node:assert/strict";
import { test } from "vitest";
import type { Context } from "../context.ts";
import { byEngine, timeoutMs } from "./engine-options.ts";

const chosen = async (options: object) => {
  const action = byEngine(
    async () => async () => 1,
    async () => async () => 2,
    ["dryRun"],
  );
  return (await action())(options as never, {} as Context);
};

test("one engine's command is loaded, and never the other's", async () => {
  assert.deepEqual(
    [await chosen({ engine: "local" }), await chosen({ engine: "swarm", host: "x", dryRun: true })],
    [1, 2],
  );
});

test.each([
  [{ host: "ssh://x" }, "--host"],
  [{ dryRun: true }, "--dry-run"],
] as const)("%j says nothing on one machine", async (more, option) => {
  await assert.rejects(chosen({ engine: "local", ...more }), {
    code: "bad-command-line",
    message: new RegExp(`^${option} says nothing`),
  });
});

test.each([
  [undefined, 300_000],
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["500ms", 500],
])("--timeout %s is %d ms", (text, ms) => assert.equal(timeoutMs(text), ms));

test.each(["", "5", "5 m", "-1s", "0s", "5x", "m5"])("--timeout %j is none", (text) => {
  assert.throws(() => timeoutMs(text), { code: "bad-command-line" });
});
