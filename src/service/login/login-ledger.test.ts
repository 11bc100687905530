import assert from "node:assert/strict";
import { test } from "vitest";
import { LoginLedger } from "./login-ledger.ts";
import type { Users } from "./password-file.ts";

const password = { kind: "sha512", salt: Buffer.alloc(1), hash: Buffer.alloc(64) } as const;
const users: Users = new Map([
  ["ann", ["new", "old"].map((fingerprint) => ({ password, fingerprint }))],
  ["ben", [{ password, fingerprint: "b" }]],
]);
const login = (user: string, client: string, fingerprint: string, isConnected = true) => ({
  user,
  client,
  fingerprint,
  atMs: 7,
  isConnected,
});

test("each client is told with which of its user's passwords it came last, also when that one counts no longer", () => {
  const ledger = new LoginLedger(true);
  for (const one of [
    login("ann", "1", "old"),
    login("ann", "2", "old"),
    login("ann", "1", "new"),
    login("ben", "3", "gone"),
  ])
    ledger.note(one);
  const seen = ledger.seen(users, new Set(["ann", "ben"]), []);
  assert.deepEqual(
    seen.map(({ client, password: number }) => [client, number]),
    [
      ["2", 1],
      ["1", 0],
      ["3", -1],
    ],
  );
  assert.deepEqual(ledger.seen(users, new Set(["cyd"]), []), []);
});

test("a session that waits is told, also when nobody knows how its client came", () => {
  const ledger = new LoginLedger(true);
  ledger.note(login("ann", "1", "old", false));
  const seen = ledger.seen(users, new Set(["ann"]), [
    { user: "ann", client: "1" },
    { user: "ann", client: "9" },
    { user: "ben", client: "3" },
  ]);
  assert.deepEqual(
    seen.map(({ client, password: number, isAwaited }) => [client, number, isAwaited]),
    [
      ["1", 1, true],
      ["9", undefined, true],
    ],
  );
});

test("two passwords from one address are two clients", () => {
  const ledger = new LoginLedger(false);
  ledger.note(login("ann", "::1", "old", false));
  ledger.note(login("ann", "::1", "new", false));
  assert.equal(ledger.seen(users, new Set(["ann"]), []).length, 2);
});

test("beyond its bound it forgets who left first, and nobody who is there", () => {
  const ledger = new LoginLedger(true, 2);
  for (const one of [login("ann", "1", "new"), login("ann", "2", "new", false), login("ann", "3", "new", false)])
    ledger.note(one);
  assert.deepEqual(
    ledger.seen(users, new Set(["ann"]), []).map(({ client }) => client),
    ["1", "3"],
  );
});
