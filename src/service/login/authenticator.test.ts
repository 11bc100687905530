import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "vitest";
import { passwordAuthenticator } from "./authenticator.ts";
import type { PasswordEntry } from "./password-file.ts";
import { verify } from "./verify.ts";

const salt = Buffer.alloc(12, 1);

function entry(password: string, iterations: number): PasswordEntry {
  const hash = pbkdf2Sync(password, salt, iterations, 64, "sha512");
  return { password: { kind: "pbkdf2", iterations, salt, hash }, fingerprint: password };
}

test("the right password is accepted, others and strangers are refused", async () => {
  const users = new Map([["ann", [entry("a", 2)]]]);
  const { check } = passwordAuthenticator(() => users, { checking: 2, waiting: 9 });
  assert.deepEqual(await check("ann", Buffer.from("a")), { verdict: "accepted", fingerprint: "a" });
  assert.deepEqual(await check("ann", Buffer.from("b")), { verdict: "refused" });
  assert.deepEqual(await check("eve", Buffer.from("a")), { verdict: "refused" });
  users.clear();
  assert.deepEqual(await check("ann", Buffer.from("a")), { verdict: "refused" });
});

test("a stranger's login costs as much as a user's: one hash, of as many rounds", async () => {
  const rounds: number[] = [];
  const users = new Map([["ann", [entry("a", 1234)]]]);
  const { check } = passwordAuthenticator(
    () => users,
    { checking: 1, waiting: 9 },
    (hash, password) => {
      rounds.push(hash.kind === "pbkdf2" ? hash.iterations : 0);
      return verify(hash, password);
    },
  );
  for (const user of ["ann", "nobody", "nobody else"]) await check(user, Buffer.from("wrong"));
  assert.deepEqual(rounds, [1234, 1234, 1234]);
});

test("two passwords of a user count, each by its own fingerprint, and then every login costs two hashes", async () => {
  let hashes = 0;
  const users = new Map([
    ["ann", [entry("new", 2), entry("old", 2)]],
    ["ben", [entry("b", 2)]],
  ]);
  const { check } = passwordAuthenticator(
    () => users,
    { checking: 1, waiting: 9 },
    (hash, password) => {
      hashes++;
      return verify(hash, password);
    },
  );
  const costs: number[] = [];
  for (const [user, password, expected] of [
    ["ann", "new", "new"],
    ["ann", "old", "old"],
    ["ben", "b", "b"],
    ["ann", "b", undefined],
    ["eve", "old", undefined],
  ] as const) {
    const before = hashes;
    const seen = await check(user, Buffer.from(password));
    assert.equal(seen.verdict === "accepted" ? seen.fingerprint : undefined, expected);
    costs.push(hashes - before);
  }
  assert.deepEqual(costs, [2, 2, 2, 2, 2]);
});

test("so many are checked at a time, so many wait, and the next is told that we are busy; all others get their answer", async () => {
  const users = new Map([["ann", [entry("a", 20_000)]]]);
  const { check } = passwordAuthenticator(() => users, { checking: 2, waiting: 3 });
  const verdicts = await Promise.all(Array.from({ length: 8 }, () => check("ann", Buffer.from("a"))));
  assert.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ["accepted", "accepted", "accepted", "accepted", "accepted", "busy", "busy", "busy"],
  );
  assert.equal((await check("ann", Buffer.from("a"))).verdict, "accepted");
});

test("the event loop goes on while passwords are checked", async () => {
  const users = new Map([["ann", [entry("a", 200_000)]]]);
  const { check } = passwordAuthenticator(() => users, { checking: 2, waiting: 9 });
  let turns = 0;
  const turning = setInterval(() => turns++, 1);
  await Promise.all([check("ann", Buffer.from("a")), check("eve", Buffer.from("a"))]);
  clearInterval(turning);
  assert.ok(turns > 5, `${turns} turns`);
});
