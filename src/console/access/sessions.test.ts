import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "vitest";
import { absoluteMs, idleMs, Sessions } from "./sessions.ts";

function someSessions() {
  let nowMs = 5;
  const sessions = new Sessions(() => nowMs);
  return {
    sessions,
    later(ms: number) {
      nowMs += ms;
    },
  };
}

test("an id is 256 random bits, and admits until it is closed", () => {
  const { sessions } = someSessions();
  const ids = Array.from({ length: 20 }, () => sessions.open());
  assert.equal(new Set(ids).size, 20);
  for (const id of ids) assert.equal(Buffer.from(id, "base64url").length, 32);
  const [first = ""] = ids;
  assert.equal(sessions.admits(first), true);
  assert.equal(sessions.admits(`${first}x`), false);
  sessions.close(first);
  assert.equal(sessions.admits(first), false);
});

test("the hash that is kept of an id admits nobody", () => {
  const { sessions } = someSessions();
  const id = sessions.open();
  const hash = createHash("sha256").update(id);
  assert.equal(sessions.admits(hash.digest("base64url")), false);
  assert.equal(sessions.admits(id), true);
});

test("half an hour without a request ends it, and twelve hours end it whatever is asked", () => {
  const { sessions, later } = someSessions();
  const idle = sessions.open();
  later(idleMs);
  assert.equal(sessions.admits(idle), true);
  later(idleMs + 1);
  assert.equal(sessions.admits(idle), false);
  const busy = sessions.open();
  for (let spentMs = 0; spentMs < absoluteMs; spentMs += idleMs) {
    assert.equal(sessions.admits(busy), true);
    later(idleMs);
  }
  later(1);
  assert.equal(sessions.admits(busy), false);
});

test("there are never more than 64: the one that was seen longest ago makes room", () => {
  const { sessions } = someSessions();
  const ids = Array.from({ length: 64 }, () => sessions.open());
  assert.equal(sessions.admits(ids[0] ?? ""), true);
  sessions.open();
  assert.deepEqual([sessions.size, sessions.admits(ids[0] ?? ""), sessions.admits(ids[1] ?? "")], [64, true, false]);
});

test("all of them can be ended at once", () => {
  const { sessions } = someSessions();
  const id = sessions.open();
  sessions.closeAll();
  assert.deepEqual([sessions.size, sessions.admits(id)], [0, false]);
});
