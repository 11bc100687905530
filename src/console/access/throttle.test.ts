import assert from "node:assert/strict";
import { test } from "vitest";
import { Throttle } from "./throttle.ts";

function aThrottle() {
  let nowMs = 1_000_000;
  const throttle = new Throttle(() => nowMs);
  const wrong = (address: string, times: number) => {
    for (let i = 0; i < times; i++) throttle.wrong(address);
  };
  return {
    throttle,
    wrong,
    later(ms: number) {
      nowMs += ms;
    },
  };
}

test("five wrong logins are free, then one comes back every half minute; elsewhere nobody waits", () => {
  const { throttle, wrong, later } = aThrottle();
  wrong("192.0.2.1", 4);
  assert.equal(throttle.waitMs("192.0.2.1"), 0);
  wrong("192.0.2.1", 1);
  assert.equal(throttle.waitMs("192.0.2.1"), 30_000);
  assert.equal(throttle.waitMs("192.0.2.2"), 0);
  later(29_999);
  assert.ok(throttle.waitMs("192.0.2.1") > 0);
  later(1);
  assert.equal(throttle.waitMs("192.0.2.1"), 0);
  wrong("192.0.2.1", 1);
  assert.equal(throttle.waitMs("192.0.2.1"), 30_000);
});

test("a right login makes up for the slips before it", () => {
  const { throttle, wrong } = aThrottle();
  wrong("192.0.2.1", 4);
  throttle.right("192.0.2.1");
  wrong("192.0.2.1", 4);
  assert.equal(throttle.waitMs("192.0.2.1"), 0);
});

test("when too many are wrong from everywhere, each address has one try, and one that was never wrong still has it", () => {
  const { throttle, wrong, later } = aThrottle();
  for (let i = 0; i < 60; i++) wrong(`198.51.100.${i}`, 1);
  assert.ok(throttle.waitMs("198.51.100.59") > 0);
  assert.equal(throttle.waitMs("203.0.113.1"), 0);
  later(20_000);
  assert.equal(throttle.waitMs("198.51.100.59"), 0);
});

test("slips that were made up for count nowhere: others keep their tries, and only others' wrong ones are left", () => {
  const { throttle, wrong } = aThrottle();
  for (let i = 0; i < 100; i++) {
    wrong("192.0.2.1", 2);
    throttle.right("192.0.2.1");
  }
  wrong("192.0.2.2", 4);
  assert.deepEqual([throttle.waitMs("192.0.2.1"), throttle.waitMs("192.0.2.2")], [0, 0]);
  for (let i = 0; i < 56; i++) wrong(`198.51.100.${i}`, 1);
  throttle.right("203.0.113.1");
  assert.ok(throttle.waitMs("192.0.2.2") > 0);
});

test.each([
  ["2001:db8::1", "2001:db8:0:0:ffff::2", true],
  ["2001:db8:0:1::1", "2001:db8::1", false],
  ["::ffff:192.0.2.1", "192.0.2.1", true],
  ["fe80::1%eth0", "fe80::2%eth1", true],
  ["::1", "2001:db8::1", false],
])("%s and %s count as one: %s", (one, other, same) => {
  const { throttle, wrong } = aThrottle();
  wrong(one, 5);
  assert.equal(throttle.waitMs(other) > 0, same);
});

test("its memory is bounded, however many try", () => {
  const { throttle, wrong, later } = aThrottle();
  for (let i = 0; i < 20_000; i++) wrong(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 1);
  assert.equal(throttle.size, 10_000);
  later(30_000);
  wrong("192.0.2.1", 1);
  assert.equal(throttle.size, 1);
});
