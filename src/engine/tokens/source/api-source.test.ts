/** Against a stand-in for the store that keeps to its documented API; its clock is the test's. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { TokenPlace } from "../../../model/token.ts";
import type { Held } from "../held.ts";
import { askOver } from "../store/ask-over.ts";
import { tokenLabels } from "../swarm/labels.ts";
import type { SecretSeen } from "../swarm/objects.ts";
import { aStore } from "../testing/a-store.ts";
import { apiSource } from "./api-source.ts";
import { readTokenFile } from "./token-file.ts";

const signal = new AbortController().signal;
const place: TokenPlace = { service: "app", file: "/run/secrets/t", secret: { name: "s" }, runsOn: [] };

async function aSource(secret?: SecretSeen) {
  const time = { ms: 5_000 };
  const nowMs = () => time.ms;
  const store = await aStore({ nowMs });
  const parent = store.make(0).token;
  const made = new Map<string, Held>();
  const wish = { policies: ["app-read"], ttl: "120" };
  const scope = { ask: askOver(store.door), parent, wish, secret, made, nowMs };
  return { store, parent, source: apiSource(scope), scope, made, time };
}

test("a token is made with the policies that were asked for and no default one, as a file that EdgeX could read", async () => {
  const { store, source, parent, made } = await aSource();
  await using _ = store;
  assert.deepEqual(await source.pick(place, signal), { is: "absent" });
  await source.remake(place, signal);
  const held = [...made.values()][0];
  const read = readTokenFile(held?.bytes() ?? Buffer.alloc(0));
  assert.ok(read.is === "token" && read.file.leaseS === 120);
  assert.deepEqual(store.policiesOf(read.file.clientToken), ["app-read"]);
  const [asked] = store.asked;
  assert.equal(asked?.line, "POST /v1/auth/token/create");
  assert.match(asked?.body ?? "", /"no_default_policy":true/);
  assert.ok(!asked?.body.includes(parent) && !asked?.line.includes(parent));
});

test("what was delivered is found again by its accessor, and can be renewed and revoked without its bytes", async () => {
  const first = await aSource();
  await using store = first.store;
  await first.source.remake(place, signal);
  const made = [...first.made.values()][0];
  const Labels = {
    [tokenLabels.mark]: made?.seen.mark ?? "",
    [tokenLabels.accessor]: made?.accessor ?? "",
    [tokenLabels.lease]: "120",
    [tokenLabels.renewable]: "true",
  };
  const secret: SecretSeen = { ID: "1", CreatedAt: "1970-01-01T00:00:05Z", Spec: { Name: "s", Labels } };
  const later = apiSource({ ...first.scope, secret, made: new Map() });
  const picked = await later.pick(place, signal);
  assert.ok(picked.is === "token" && picked.token.seen.mark === made?.seen.mark);
  assert.deepEqual(await picked.token.renew(signal), { is: "valid", renewable: true, endsAtMs: 125_000 });
  assert.equal(await picked.token.revoke(signal), true);
  assert.deepEqual(await picked.token.lookUp(signal), { is: "refused" });
  assert.equal(store.state.sealed, false);
});

test("without a token that may make others, or with one that may not, it says so and names no secret", async () => {
  const { store, scope } = await aSource();
  await using _ = store;
  const { parent: _none, ...rest } = scope;
  await assert.rejects(apiSource({ ...rest, parent: undefined }).remake(place, signal), /made through the store's API/);
  const stranger = apiSource({ ...scope, parent: "hvs.stranger" }).remake(place, signal);
  await assert.rejects(stranger, (error: Error) => /status 403/.test(error.message) && !/hvs/.test(error.message));
});

test("one that could not be delivered for so long that it has ended is not handed out: it would be put in place of one that works", async () => {
  const { store, source, time, made } = await aSource();
  await using _ = store;
  await source.remake(place, signal);
  time.ms += 60_000;
  assert.equal((await source.pick(place, signal)).is, "token");
  time.ms += 60_000;
  assert.deepEqual(await source.pick(place, signal), { is: "absent" });
  assert.equal(made.size, 0);
  await source.remake(place, signal);
  // A clock that was set back says nothing of how long it has lain.
  time.ms -= 3_600_000;
  assert.deepEqual(await source.pick(place, signal), { is: "absent" });
});
