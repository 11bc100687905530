/** With a fake of the swarm and a clock that stands still: both are the test's. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { aClock } from "../../testing/clock.ts";
import { aDesk } from "../testing/a-desk.ts";
import { WatchMemory } from "./watch-memory.ts";
import { watchRound } from "./watch-round.ts";

const signal = new AbortController().signal;

function aWatch(options: { leaseS?: number; renewable?: boolean } = {}) {
  const clock = aClock();
  const fake = aDesk({ clock, ...options });
  const memory = new WatchMemory();
  const round = () => watchRound(fake.tools, memory, signal);
  return { ...fake, clock, memory, round, pass: (ms: number) => clock.sleep(ms, signal) };
}

test("nothing is done until there is a token; then it is delivered, once", async () => {
  const { round, make, acts } = aWatch();
  assert.equal((await round()).reports[0]?.state, "waiting");
  make();
  await round();
  const { reports } = await round();
  assert.deepEqual([acts(), reports[0]?.state], [["deliver mark1"], "current"]);
});

test("it is renewed when two thirds of its lease are over, again and again, and the next look is not later than that", async () => {
  const { round, make, acts, pass } = aWatch();
  make();
  await round();
  const first = await round();
  assert.equal(first.nextAtMs, 40_000);
  await pass(39_999);
  await round();
  assert.deepEqual(acts(), ["deliver mark1"]);
  await pass(1);
  await round();
  await pass(40_000);
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "renew mark1", "renew mark1"]);
});

test("the store is asked about a token once, not at each look", async () => {
  const { round, make, calls } = aWatch();
  make();
  for (let looks = 0; looks < 20; looks++) await round();
  assert.equal(calls.filter((call) => call === "look up mark1").length, 1);
});

test("a file that has changed is delivered anew", async () => {
  const { round, make, acts } = aWatch();
  make();
  await round();
  make();
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "deliver mark2"]);
});

test("a token that the store refuses is made anew and delivered, and the old one revoked only once the service runs with the new", async () => {
  const { round, make, acts, state, revokeAtStore, memory } = aWatch();
  make();
  await round();
  await round();
  revokeAtStore("mark1");
  memory.forgetLeases();
  state.settled = false;
  await round();
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "remake", "deliver mark2"]);
  state.settled = true;
  await round();
  assert.deepEqual(acts().at(-1), "revoke mark1");
});

test("after more than its lease without anybody looking, it is made anew", async () => {
  const { round, make, acts, pass } = aWatch({ leaseS: 3_600 });
  make();
  await round();
  await round();
  await pass(3 * 3_600_000);
  await round();
  assert.deepEqual(acts().slice(0, 4), ["deliver mark1", "remake", "deliver mark2"]);
});

test("a token that has lain for a while is renewed before it is delivered, and one that lay too long is made anew", async () => {
  const first = aWatch();
  first.make();
  await first.pass(30_000);
  await first.round();
  assert.deepEqual(first.acts(), ["renew mark1", "deliver mark1"]);
  const second = aWatch();
  second.make();
  await second.pass(61_000);
  await second.round();
  assert.deepEqual(second.acts(), ["renew mark1", "remake", "deliver mark2"]);
});

test("one that cannot be renewed, and one whose lease grows no more, are made anew in time", async () => {
  for (const how of ["not renewable", "at its greatest lifetime"] as const) {
    const { round, make, acts, pass, state } = aWatch({ renewable: how !== "not renewable" });
    make();
    await round();
    await round();
    state.grows = false;
    await pass(45_000);
    await round();
    const renewals = how === "not renewable" ? [] : ["renew mark1"];
    assert.deepEqual(acts(), ["deliver mark1", ...renewals, "remake", "deliver mark2"], how);
  }
});

test("a store that is away is asked again, each time later, and the token stays where it is", async () => {
  const { round, make, calls, pass, state, acts } = aWatch();
  make();
  await round();
  await round();
  state.storeIsAway = true;
  await pass(45_000);
  const reports = [];
  for (let looks = 0; looks < 60; looks++) {
    reports.push(...(await round()).reports);
    await pass(1_000);
  }
  // After 0, 1, 3, 7, 15 and 31 seconds.
  assert.equal(calls.filter((call) => call === "renew mark1").length, 6);
  assert.ok(reports.every(({ fault }) => /could not be renewed: sealed/.test(fault?.what ?? "")));
  assert.deepEqual([...new Set(acts())], ["deliver mark1", "renew mark1"]);
  state.storeIsAway = false;
  await pass(60_000);
  await round();
  assert.deepEqual(acts().slice(-2), ["remake", "deliver mark2"]);
});

test("a faulty file is said once with its remedy, and left alone for a while", async () => {
  const { round, state, calls } = aWatch();
  state.faulty = { is: "faulty", what: "the file is no JSON", remedy: "Look at it." };
  const first = await round();
  const second = await round();
  assert.deepEqual(first.reports[0]?.fault, { what: "the file is no JSON", remedy: "Look at it." });
  assert.deepEqual([second.reports[0]?.state, calls.filter((call) => call === "pick").length], ["faulty", 1]);
});

test("the token of a service that is gone is revoked, then removed; a replaced one is only removed", async () => {
  const { round, make, acts, state } = aWatch();
  const [mark, other] = [make(), make()];
  state.gone = true;
  const stray = { service: "device", file: "/f" };
  state.strays = [
    { ...stray, secret: "s1", mark, serviceIsGone: true },
    { ...stray, secret: "s2", mark: other, serviceIsGone: false },
  ];
  await round();
  assert.deepEqual(acts(), ["revoke mark1", "remove s1", "remove s2"]);
});

test("where the store cannot be told, the secret of a service that is gone is kept for some tries, then removed all the same", async () => {
  const { round, make, acts, state, pass } = aWatch();
  state.strays = [{ service: "device", file: "/f", secret: "s1", mark: make(), serviceIsGone: true }];
  state.gone = true;
  state.storeIsAway = true;
  for (let tries = 0; tries < 5; tries++) {
    await round();
    await pass(60_000);
  }
  assert.deepEqual(new Set(acts()), new Set(["revoke mark1"]));
  await round();
  assert.deepEqual(acts().at(-1), "remove s1");
});
