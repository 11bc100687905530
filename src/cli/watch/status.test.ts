import assert from "node:assert/strict";
import { test } from "vitest";
import type { TokenReport } from "../../model/token.ts";
import { statusOf } from "./status.ts";

const nowMs = 10_000_000;
const report = (state: TokenReport["state"]): TokenReport => ({ service: "device", file: "/f", runsOn: [], state });
const watch = (state: TokenReport["state"], more: { lives?: boolean; lateMs?: number; fault?: boolean } = {}) => ({
  lives: more.lives ?? true,
  status: {
    nextLookAtMs: nowMs - (more.lateMs ?? -1_000),
    tokens: [report(state)],
    ...(more.fault && { fault: { what: "the manager is away", remedy: "It is tried again." } }),
  },
});

test("it is well while a watch looks, and all that it saw is", () => {
  const cases = [
    [],
    [watch("current", { lives: false })],
    [watch("current", { fault: true })],
    [watch("current")],
    [watch("current", { lives: false }), watch("due")],
    [watch("faulty")],
    // A look may take long, and a watch that hangs, or was stopped, looks never.
    [watch("current", { lateMs: 600_000 })],
    [watch("current", { lateMs: 1_000_000 })],
  ];
  assert.deepEqual(
    cases.map((watches) => statusOf(watches, nowMs)),
    [3, 3, 3, 0, 0, 1, 0, 3],
  );
});
