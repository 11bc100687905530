/** Against a stand-in for the store that keeps to its documented API, over real connections; its clock is the test's. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { inspect } from "node:util";
import { test } from "vitest";
import { Held } from "../held.ts";
import { aStore } from "../testing/a-store.ts";
import { askOver } from "./ask-over.ts";

const signal = new AbortController().signal;

async function aHeld(ttlS = 60) {
  const time = { nowMs: 1_000_000 };
  const store = await aStore({ nowMs: () => time.nowMs });
  const { token, accessor } = store.make(ttlS);
  const seen = { mark: "m", madeAtMs: 0, leaseS: ttlS, renewable: true };
  const rest = { ask: askOver(store.door), nowMs: () => time.nowMs };
  const held = new Held({ seen, bytes: Buffer.from(token), speaker: { as: "self", token }, ...rest });
  return { time, store, token, accessor, held, rest, seen };
}

test("a lease is looked up, renewed, and over when its time is over", async () => {
  const { time, store, held } = await aHeld();
  await using _ = store;
  assert.deepEqual(await held.lookUp(signal), { is: "valid", renewable: true, endsAtMs: 1_060_000 });
  time.nowMs += 40_000;
  assert.deepEqual(await held.renew(signal), { is: "valid", renewable: true, endsAtMs: 1_100_000 });
  time.nowMs += 61_000;
  assert.deepEqual(await held.lookUp(signal), { is: "refused" });
  assert.deepEqual(await held.renew(signal), { is: "refused" });
});

test("a token without an end has none", async () => {
  const { store, held } = await aHeld(0);
  await using _ = store;
  assert.deepEqual(await held.lookUp(signal), { is: "valid", renewable: true });
});

test("a revoked token is known no more, and revoking it again is no failure", async () => {
  const { store, held, token } = await aHeld();
  await using _ = store;
  assert.equal(await held.revoke(signal), true);
  assert.equal(store.knows(token), false);
  assert.equal(await held.revoke(signal), true);
});

test("by accessor another speaks for a token that nobody keeps", async () => {
  const { time, store, token, accessor, rest, seen } = await aHeld();
  await using _ = store;
  const parent = store.make(0).token;
  const held = new Held({ seen, speaker: { as: "accessor", token: parent, accessor }, ...rest });
  time.nowMs += 30_000;
  assert.deepEqual(await held.renew(signal), { is: "valid", renewable: true, endsAtMs: 1_090_000 });
  assert.deepEqual(await held.lookUp(signal), { is: "valid", renewable: true, endsAtMs: 1_090_000 });
  assert.equal(await held.revoke(signal), true);
  assert.equal(store.knows(token), false);
  assert.deepEqual(await held.lookUp(signal), { is: "refused" });
});

test("by accessor the lease is asked for that was wished, whatever the token was made with", async () => {
  const { store, rest, seen } = await aHeld();
  await using _ = store;
  const { accessor } = store.make(120);
  const speaker = { as: "accessor", token: store.make(0).token, accessor } as const;
  const held = new Held({ seen: { ...seen, leaseS: 3_600 }, speaker, ...rest });
  assert.deepEqual(await held.renew(signal), { is: "valid", renewable: true, endsAtMs: 4_600_000 });
  const most = store.make(120, [], true, 600);
  const capped = new Held({
    seen: { ...seen, leaseS: 3_600 },
    speaker: { ...speaker, accessor: most.accessor },
    ...rest,
  });
  assert.deepEqual(await capped.renew(signal), { is: "valid", renewable: true, endsAtMs: 1_600_000, grantedS: 600 });
});

test("a token that is gone by accessor is revoked; one that the store will not revoke is not", async () => {
  const { store, rest, seen } = await aHeld();
  await using _ = store;
  const { accessor } = store.make(60);
  const of = (token: string) => new Held({ seen, speaker: { as: "accessor", token, accessor }, ...rest });
  const parent = store.make(0).token;
  assert.equal(await of("hvs.stranger").revoke(signal), false);
  assert.deepEqual([await of(parent).revoke(signal), await of(parent).revoke(signal)], [true, true]);
});

test("a token that lives and may not revoke itself is not said to be revoked", async () => {
  const { store, held, token } = await aHeld();
  await using _ = store;
  store.state.keepsAll = true;
  assert.equal(await held.revoke(signal), false);
  assert.equal(store.knows(token), true);
});

test("a sealed store, and one that is not there, leave it unknown", async () => {
  const { store, held, rest, seen } = await aHeld();
  await using _ = store;
  store.state.sealed = true;
  assert.deepEqual(await held.lookUp(signal), { is: "unknown", why: "the store is sealed, or not ready" });
  const nowhere = askOver({ host: "store", port: 1, open: async () => connect(1, "127.0.0.1") });
  const lost = new Held({ ...rest, seen, speaker: { as: "self", token: "hvs.secret" }, ask: nowhere });
  const lease = await lost.renew(signal);
  assert.deepEqual(lease, { is: "unknown", why: "the store at store:1 did not answer (ECONNREFUSED)" });
});

test("the token goes in its header and nowhere else, and no printing of it shows it", async () => {
  const { store, held, token } = await aHeld();
  await using _ = store;
  await held.lookUp(signal);
  await held.renew(signal);
  await held.revoke(signal);
  assert.deepEqual(
    store.asked.map(({ line }) => line),
    ["GET /v1/auth/token/lookup-self", "POST /v1/auth/token/renew-self", "POST /v1/auth/token/revoke-self"],
  );
  for (const { line, headers, body } of store.asked) {
    assert.doesNotMatch(line + body, /hvs/);
    assert.equal(headers[headers.findIndex((name) => name.toLowerCase() === "x-vault-token") + 1], token);
  }
  const shown = [inspect(held, { depth: 9, showHidden: true }), JSON.stringify(held), String(held)].join();
  assert.ok(!shown.includes(token) && !shown.includes(Buffer.from(token).toString("hex")), shown);
});
