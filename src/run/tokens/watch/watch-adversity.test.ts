/** Clocks that jump, stores that refuse what was just made, disks that are full: with a fake of the swarm, since no real one does that on demand. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { Clock } from "../../clock.ts";
import type { Event } from "../../tell.ts";
import { aClock } from "../../testing/clock.ts";
import { aDesk } from "../testing/a-desk.ts";
import { WatchMemory } from "./watch-memory.ts";
import { watchRound } from "./watch-round.ts";
import { watchTokens } from "./watch-tokens.ts";

const signal = new AbortController().signal;
const hourMs = 3_600_000;

/** The store has a clock of its own, which goes on as it should. */
function aWatch(leaseS = 3_600) {
  const store = aClock();
  const set = { byMs: 0 };
  const clock: Clock = { ...store, now: () => store.now() + set.byMs };
  const fake = aDesk({ clock: store, leaseS, nowMs: clock.now });
  const tools = { ...fake.tools, clock };
  const memory = new WatchMemory();
  return {
    ...fake,
    set,
    memory,
    round: () => watchRound(tools, memory, signal),
    pass: (ms: number) => store.sleep(ms, signal),
  };
}

test("a clock that is set forward ends no token: the store is asked again", async () => {
  const { make, round, set, acts, calls } = aWatch();
  make();
  await round();
  await round();
  set.byMs = 24 * hourMs;
  await round();
  await round();
  assert.deepEqual(acts(), ["deliver mark1"]);
  assert.equal(calls.filter((call) => call === "look up mark1").length, 2);
});

test("a clock that is set back keeps no token from being renewed in time", async () => {
  const { make, round, set, acts, pass } = aWatch();
  make();
  await round();
  await round();
  set.byMs = -24 * hourMs;
  await pass(0.5 * hourMs);
  await round();
  await pass(0.2 * hourMs);
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "renew mark1"]);
});

test("a clock that is corrected slowly is no reason to ask", async () => {
  const { make, round, set, calls, pass } = aWatch();
  make();
  for (let looks = 0; looks < 50; looks++) {
    await round();
    set.byMs += 5;
    await pass(10_000);
  }
  assert.equal(calls.filter((call) => call === "look up mark1").length, 1);
});

test("a store that refuses each token that is made does not have the service started again and again", async () => {
  const { make, round, acts, state, pass, revokeAtStore } = aWatch(60);
  make();
  await round();
  const reports = [];
  for (let looks = 0; looks < 120; looks++) {
    if (state.at) revokeAtStore(state.at);
    reports.push(...(await round()).reports);
    await pass(1_000);
  }
  const deliveries = acts().filter((act) => act.startsWith("deliver")).length;
  assert.ok(deliveries <= 10, `${deliveries} deliveries in 120 s`);
  assert.match(reports.at(-1)?.fault?.what ?? "", /each token that is made for device is of no use to its store/);
});

test("a replaced token that the store could not be told of is revoked later", async () => {
  const { make, round, acts, state, pass } = aWatch();
  make();
  await round();
  await round();
  state.grows = false;
  await pass(0.7 * hourMs);
  await round();
  state.revokes = false;
  await round();
  await round();
  state.revokes = true;
  await round();
  await round();
  const tries = acts().filter((act) => act === "revoke mark1");
  assert.equal(tries.length, 3, acts().join(", "));
});

test("a secret that was made a moment ago, or whose service is still starting, is left alone", async () => {
  const { make, round, acts, state, pass } = aWatch();
  const stray = { service: "device", file: "/tmp/edgex/secrets/device/secrets-token.json", serviceIsGone: false };
  const mark = make();
  state.mounted = mark;
  state.strays = [{ ...stray, secret: "s1", mark: "other", madeAtMs: 0 }];
  await round();
  await pass(31_000);
  state.settled = false;
  await round();
  assert.deepEqual(acts(), []);
  state.settled = true;
  await round();
  assert.deepEqual(acts(), ["remove s1"]);
});

test("a token whose accessor stands on its secret alone keeps that secret until it is revoked, however often that fails", async () => {
  const { make, round, acts, state, pass } = aWatch();
  state.strays = [
    { service: "device", file: "/f", secret: "s1", mark: make(), serviceIsGone: false, hasAccessor: true },
  ];
  state.gone = true;
  state.revokes = false;
  for (let tries = 0; tries < 20; tries++) {
    await round();
    await pass(300_000);
  }
  assert.ok(acts().length >= 20 && acts().every((act) => act === "revoke mark1"), acts().join(", "));
  state.revokes = true;
  await round();
  assert.equal(acts().at(-1), "remove s1");
});

test("a disk on which nothing can be written down ends no watch, and is told once", async () => {
  const fake = aDesk();
  fake.make();
  const stop = new AbortController();
  const told: Event[] = [];
  let notes = 0;
  const note = async () => {
    if (++notes === 6) stop.abort(new Error("enough"));
    throw new Error("the disk is full");
  };
  const tools = { ...fake.tools, tell: (what: Event) => void told.push(what) };
  await assert.rejects(watchTokens(tools, { everyMs: 10_000, once: false, pid: 1, note }, stop.signal), /enough/);
  assert.deepEqual(fake.acts(), ["deliver mark1"]);
  assert.equal(told.filter(({ event }) => event === "failed").length, 1);
});
