import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "vitest";
import { passwordAuthenticator } from "./authenticator.ts";
import type { PasswordEntry } from "./password-file.ts";

const salt = Buffer.alloc(12, 1);

function entry(password: string, iterations: number): PasswordEntry {
  const hash = pbkdf2Sync(password, salt, iterations, 64, "sha512");
  return { password: { kind: "pbkdf2", iterations, salt, hash }, fingerprint: password };
}

test("the right password is accepted, others and strangers are refused", async () => {
  const users = new Map([["ann", entry("a", 2)]]);
  const { check } = passwordAuthenticator(() => users, { checking: 2, waiting: 9 });
  assert.deepEqual(await check("ann", Buffer.from("a")), { verdict: "accepted", fingerprint: "a" });
  assert.deepEqual(await check("ann", Buffer.from("b")), { verdict: "refused" });
  assert.deepEqual(await check("eve", Buffer.from("a")), { verdict: "refused" });
  users.clear();
  assert.deepEqual(await check("ann", Buffer.from("a")), { verdict: "refused" });
});

test("a stranger's login takes as long as a user's", async () => {
  const users = new Map([["ann", entry("a", 60_000)]]);
  const { check } = passwordAuthenticator(() => users, { checking: 1, waiting: 9 });
  const time = async (user: string) => {
    const start = performance.now();
    await check(user, Buffer.from("wrong"));
    return performance.now() - start;
  };
  await time("ann");
  const times = { known: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY };
  for (let i = 0; i < 5; i++) {
    times.known = Math.min(times.known, await time("ann"));
    times.unknown = Math.min(times.unknown, await time(`nobody ${i}`));
  }
  const ratio = times.unknown / times.known;
  assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`);
});

test("so many are checked at a time, so many wait, and the next is told that we are busy; all others get their answer", async () => {
  const users = new Map([["ann", entry("a", 20_000)]]);
  const { check } = passwordAuthenticator(() => users, { checking: 2, waiting: 3 });
  const verdicts = await Promise.all(Array.from({ length: 8 }, () => check("ann", Buffer.from("a"))));
  assert.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ["accepted", "accepted", "accepted", "accepted", "accepted", "busy", "busy", "busy"],
  );
  assert.equal((await check("ann", Buffer.from("a"))).verdict, "accepted");
});

test("the event loop goes on while passwords are checked", async () => {
  const users = new Map([["ann", entry("a", 200_000)]]);
  const { check } = passwordAuthenticator(() => users, { checking: 2, waiting: 9 });
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  await Promise.all([check("ann", Buffer.from("a")), check("eve", Buffer.from("a"))]);
  clearInterval(turning);
  assert.ok(turns > 5, `${turns} turns`);
});
