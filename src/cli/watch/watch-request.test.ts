import assert from "node:assert/strict";
import { test } from "vitest";
import { checkWatch, everyMs } from "./watch-request.ts";

test("times are read, and what is none, or too short or long, is refused", () => {
  assert.deepEqual(["1s", "10s", "2m", "1h"].map(everyMs), [1_000, 10_000, 120_000, 3_600_000]);
  for (const text of ["", "10", "0s", "2h", "-1s", "1.5s", "10S", "s"])
    assert.throws(() => everyMs(text), { code: "bad-command-line" }, text);
});

test("what does not go together is refused, by the names that a person has typed", () => {
  const command = { every: "10s", format: "text" } as const;
  assert.throws(() => checkWatch({ ...command, once: true, installUnit: true }), /--once and --install-unit do not/);
  assert.throws(() => checkWatch({ ...command, user: true }), /--user goes with/);
  checkWatch({ ...command, user: true, printUnit: true });
});
