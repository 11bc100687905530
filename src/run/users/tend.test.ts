import assert from "node:assert/strict";
import { test } from "vitest";
import { aClock } from "../testing/clock.ts";
import { rotateUsers } from "./rotate-users.ts";
import { tendRotations } from "./tend.ts";
import { aTarget, login } from "./testing/a-target.ts";

/** Looks so often, and counts how often it held the lock. */
async function tended(target: ReturnType<typeof aTarget>, looks: number): Promise<number> {
  const stop = new AbortController();
  const clock = aClock();
  let held = 0;
  let left = looks;
  const lock = async () => {
    held++;
    return { async [Symbol.asyncDispose]() {} };
  };
  const sleep: typeof clock.sleep = async (ms, signal) => {
    if (--left === 0) stop.abort();
    await clock.sleep(ms, signal);
  };
  await tendRotations(target, lock, { clock: { ...clock, sleep }, tell: () => {} }, stop.signal);
  return held;
}

test("a rotation whose command was killed is made true once, and then waited for", async () => {
  const target = aTarget();
  await rotateUsers(["agent"], target, new AbortController().signal);
  const before = target.applied.length;
  assert.equal(await tended(target, 5), 5);
  assert.equal(target.applied.length, before + 1);
  assert.deepEqual(target.applied.at(-1)?.retired, []);
});

test("once all have moved, the rotation is over; without one, nothing is locked", async () => {
  const target = aTarget();
  assert.equal(await tended(target, 3), 0);
  await rotateUsers(["agent"], target, new AbortController().signal);
  target.seen = [login("agent", 0)];
  await tended(target, 3);
  assert.deepEqual(target.applied.at(-1)?.retired, ["agent@mosquitto"]);
});
