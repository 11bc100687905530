import assert from "node:assert/strict";
import { test } from "vitest";
import { SteadyClock } from "./steady-clock.ts";

const hour = 3_600_000;

function aClock() {
  const time = { wall: 1_700_000_000_000, monotonic: 5 };
  const clock = new SteadyClock(
    () => time.wall,
    () => time.monotonic,
    hour,
  );
  const pass = (ms: number) => {
    time.wall += ms;
    time.monotonic += ms;
    return clock.now();
  };
  return { time, clock, pass };
}

test("a clock that jumps a year ahead is not followed before the grace period is over", () => {
  const { time, clock, pass } = aClock();
  const start = pass(2 * hour);
  assert.equal(clock.trusted(), true);
  time.wall += 365 * 24 * hour;
  assert.equal(pass(hour / 2), start + hour / 2);
  assert.equal(clock.trusted(), false);
  assert.equal(pass(hour), time.wall);
  assert.equal(clock.trusted(), true);
});

test("a jump that is taken back leaves no trace but a new grace period", () => {
  const { time, clock, pass } = aClock();
  const start = pass(2 * hour);
  time.wall += 24 * hour;
  pass(hour / 2);
  time.wall -= 24 * hour;
  assert.equal(pass(60_000), start + hour / 2 + 60_000);
  assert.equal(clock.trusted(), false);
  pass(hour);
  assert.equal(clock.trusted(), true);
});

test("what time synchronisation corrects bit by bit is followed at once", () => {
  const { time, clock, pass } = aClock();
  pass(2 * hour);
  for (let i = 0; i < 100; i++) {
    time.wall += 2_000;
    assert.equal(pass(60_000), time.wall);
  }
  assert.equal(clock.trusted(), true);
});

test("nothing is trusted right after the start", () => {
  const { clock, pass } = aClock();
  assert.equal(clock.trusted(), false);
  pass(hour);
  assert.equal(clock.trusted(), true);
});
