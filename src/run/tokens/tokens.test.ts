/** What people ask for by hand, on a fake of the swarm. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { deliverTokens } from "./deliver-tokens.ts";
import { listTokens } from "./list-tokens.ts";
import { revokeTokens } from "./revoke-tokens.ts";
import { rotateTokens } from "./rotate-tokens.ts";
import { aDesk } from "./testing/a-desk.ts";

const signal = new AbortController().signal;

test("what is there is delivered, and said to have been there the second time", async () => {
  const { tools, make } = aDesk();
  make();
  assert.deepEqual(
    [(await deliverTokens([], tools, signal))[0]?.was, (await deliverTokens(["device"], tools, signal))[0]?.was],
    [false, true],
  );
});

test("where there is none yet, and for a service that waits for none, it says what to do", async () => {
  const { tools } = aDesk();
  await assert.rejects(deliverTokens([], tools, signal), { code: "not-ready", message: /no token for device yet/ });
  const stranger = { code: "bad-input", message: /grafana of plant mounts no secret/, remedy: /These do: device\./ };
  await assert.rejects(deliverTokens(["grafana"], tools, signal), stranger);
});

test("a service that does not come up with its token is named, with what its task says", async () => {
  const { tools, make, state } = aDesk();
  make();
  state.settled = false;
  await assert.rejects(deliverTokens([], tools, signal), { code: "not-ready", message: /does not run with it/ });
});

test("a rotation revokes the old token last", async () => {
  const { tools, make, acts } = aDesk();
  make();
  await deliverTokens([], tools, signal);
  const [rotated] = await rotateTokens(["device"], tools, signal);
  assert.equal(rotated?.oldRevoked, true);
  assert.deepEqual(acts(), ["deliver mark1", "remake", "deliver mark2", "revoke mark1"]);
});

test("where the source makes no single token, a rotation changes nothing", async () => {
  const { tools, make, acts, state } = aDesk();
  make();
  await deliverTokens([], tools, signal);
  state.remakes = false;
  await assert.rejects(rotateTokens(["device"], tools, signal), /no single token/);
  assert.deepEqual(acts(), ["deliver mark1", "remake"]);
});

test("a revocation takes the secret away also where the store cannot be told, and says until when the token lives", async () => {
  const { tools, make, acts, state } = aDesk({ leaseS: 60 });
  make();
  await deliverTokens([], tools, signal);
  state.storeIsAway = true;
  const [revoked] = await revokeTokens(["device"], tools, signal);
  assert.deepEqual([revoked?.atStore, revoked?.endsAtMs], [false, 60_000]);
  assert.deepEqual(acts(), ["deliver mark1", "revoke mark1", "withdraw"]);
});

test("a revocation of another token than the service has is no revocation of that one", async () => {
  const { tools, make, acts } = aDesk();
  make();
  await deliverTokens([], tools, signal);
  make();
  const [revoked] = await revokeTokens(["device"], tools, signal);
  assert.deepEqual([revoked?.atStore, acts()], [false, ["deliver mark1", "revoke mark2", "withdraw"]]);
});

test("a rotation that brought the same token in another file revokes nothing", async () => {
  const { tools, make, acts, state } = aDesk();
  make();
  state.rewrites = true;
  await deliverTokens([], tools, signal);
  const [rotated] = await rotateTokens(["device"], tools, signal);
  assert.deepEqual([rotated?.oldRevoked, acts()], [false, ["deliver mark1", "remake", "deliver mark2"]]);
});

test("a list asks the store about each token that is delivered, and changes nothing", async () => {
  const { tools, make, calls, state } = aDesk();
  make();
  assert.equal((await listTokens(tools, signal))[0]?.state, "undelivered");
  state.mounted = "mark1";
  assert.deepEqual((await listTokens(tools, signal))[0]?.endsAtMs, 60_000);
  assert.deepEqual(
    calls.filter((call) => !/^(places|pick)/.test(call)),
    ["look up mark1"],
  );
});
