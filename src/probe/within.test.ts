import assert from "node:assert/strict";
import { test } from "vitest";
import { within } from "./within.ts";

const never = () => new Promise<never>(() => {});
const quiet = new AbortController().signal;

test("work that never ends is given up after the limit", async () => {
  await assert.rejects(within(5, quiet, never), { name: "TimeoutError" });
});

test("the caller's signal ends it with the caller's reason", async () => {
  const caller = new AbortController();
  const going = within(60_000, caller.signal, never);
  caller.abort(new Error("Ctrl-C"));
  await assert.rejects(going, /Ctrl-C/);
});

test("a caller that has given up already starts nothing", async () => {
  let started = false;
  const work = async () => {
    started = true;
  };
  await assert.rejects(within(60_000, AbortSignal.abort(new Error("gone")), work), /gone/);
  assert.equal(started, false);
});

test("what the work returns or throws comes through", async () => {
  assert.equal(await within(60_000, quiet, async () => 7), 7);
  await assert.rejects(
    within(60_000, quiet, async () => Promise.reject(new Error("broken"))),
    /broken/,
  );
});

test("the work's own signal fires, so that it can close what it opened", async () => {
  let fired = false;
  const work = (signal: AbortSignal) => {
    signal.addEventListener("abort", () => {
      fired = true;
    });
    return never();
  };
  await assert.rejects(within(5, quiet, work));
  assert.equal(fired, true);
});
