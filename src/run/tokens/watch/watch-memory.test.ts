/** What a watch remembers, and for how long: with a fake of the swarm and a clock of the test's. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { Clock } from "../../clock.ts";
import { aClock } from "../../testing/clock.ts";
import { aDesk } from "../testing/a-desk.ts";
import { WatchMemory } from "./watch-memory.ts";
import { watchRound } from "./watch-round.ts";
import { watchTokens } from "./watch-tokens.ts";

const signal = new AbortController().signal;

function aWatch() {
  const clock = aClock();
  const fake = aDesk({ clock, leaseS: 3_600 });
  const memory = new WatchMemory();
  const round = () => watchRound(fake.tools, memory, signal);
  const asked = () => fake.calls.filter((call) => call === "look up mark1").length;
  return { ...fake, clock, memory, round, asked, pass: (ms: number) => clock.sleep(ms, signal) };
}

test("what was wrong with a service, or a secret, that is gone is not waited for: there is nothing to look at again", async () => {
  const { round, state, memory, pass } = aWatch();
  state.faulty = { is: "faulty", what: "the file is no JSON", remedy: "Look at it." };
  state.strays = [{ service: "other", file: "/f", secret: "s1", mark: "m", serviceIsGone: true, hasAccessor: true }];
  assert.notEqual((await round()).nextAtMs, undefined);
  assert.equal(memory.faults.size, 2);
  state.gone = true;
  state.strays = [];
  await pass(60_000);
  assert.equal((await round()).nextAtMs, undefined);
});

test("a store that gave no answer is asked again, later each time, until it does", async () => {
  const { round, make, state, asked, pass, acts, revokeAtStore } = aWatch();
  make();
  await round();
  state.storeIsAway = true;
  for (let looks = 0; looks < 60; looks++) {
    await round();
    await pass(1_000);
  }
  // After 0, 1, 3, 7, 15 and 31 seconds.
  assert.equal(asked(), 6);
  state.storeIsAway = false;
  revokeAtStore("mark1");
  await pass(10_000);
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "remake", "deliver mark2"]);
});

test("a token whose file has changed is revoked by the watch that had it, once the service runs with the other one", async () => {
  const { round, make, acts, state } = aWatch();
  make();
  await round();
  make();
  state.settled = false;
  await round();
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "deliver mark2"]);
  state.settled = true;
  await round();
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "deliver mark2", "revoke mark1"]);
});

test("a file that was written anew with the same token has nobody revoke it", async () => {
  const { round, make, acts, state } = aWatch();
  state.rewrites = true;
  make();
  await round();
  make();
  for (let looks = 0; looks < 4; looks++) await round();
  assert.deepEqual(acts(), ["deliver mark1", "deliver mark2"]);
});

test("where the new token could not be delivered, the old one lives as long as it is mounted, and no longer", async () => {
  const { round, make, acts, state, memory, revokeAtStore, pass } = aWatch();
  make();
  await round();
  await round();
  revokeAtStore("mark1");
  memory.forgetLeases();
  state.deliveries = false;
  await round();
  await pass(1_000);
  await round();
  assert.deepEqual(acts(), ["deliver mark1", "remake", "deliver mark2", "deliver mark2"]);
  state.deliveries = true;
  await pass(10_000);
  await round();
  await round();
  assert.deepEqual(acts().slice(4), ["deliver mark2", "revoke mark1"]);
});

test("a token that was replaced, and whose service is gone since, is revoked all the same", async () => {
  const { round, make, acts, state } = aWatch();
  make();
  await round();
  make();
  state.settled = false;
  await round();
  state.gone = true;
  await round();
  assert.deepEqual(acts().at(-1), "revoke mark1");
});

test("while nobody could be heard the store may have been started anew: it is asked again", async () => {
  const stop = new AbortController();
  const clock: Clock = aClock();
  const fake = aDesk({ clock, leaseS: 3_600 });
  fake.make();
  let looks = 0;
  const note = async () => {
    looks += 1;
    if (looks === 6) {
      fake.revokeAtStore("mark1");
      fake.goAway();
    }
    if (looks === 30) stop.abort(new Error("enough"));
  };
  await assert.rejects(watchTokens(fake.tools, { everyMs: 10_000, once: false, pid: 1, note }, stop.signal), /enough/);
  assert.deepEqual(fake.acts().slice(0, 3), ["deliver mark1", "remake", "deliver mark2"]);
});

test("another service that starts and ends all the time has no store asked, and no token made, each time", async () => {
  const stop = new AbortController();
  const clock = aClock();
  const fake = aDesk({ clock, leaseS: 3_600 });
  fake.make();
  const note = async () => {
    if (clock.elapsed() > 600_000) return stop.abort(new Error("enough"));
    if (fake.state.at) fake.revokeAtStore(fake.state.at);
    fake.nudge("crashing");
  };
  await assert.rejects(watchTokens(fake.tools, { everyMs: 10_000, once: false, pid: 1, note }, stop.signal), /enough/);
  const count = (act: RegExp) => fake.calls.filter((call) => act.test(call)).length;
  const [deliveries, looks] = [count(/^deliver/), count(/^places/)];
  assert.ok(deliveries <= 50, `${deliveries} deliveries in ten minutes, of ${looks} looks`);
});

test("after a minute of that, a store that was started anew is noticed all the same", async () => {
  const stop = new AbortController();
  const clock = aClock();
  const fake = aDesk({ clock, leaseS: 36_000 });
  fake.make();
  const note = async () => {
    if (clock.elapsed() > 200_000) return stop.abort(new Error("enough"));
    if (clock.elapsed() < 70_000) fake.nudge("crashing");
    if (clock.elapsed() === 70_000) {
      fake.revokeAtStore("mark1");
      fake.nudge("store");
    }
  };
  await assert.rejects(watchTokens(fake.tools, { everyMs: 10_000, once: false, pid: 1, note }, stop.signal), /enough/);
  assert.deepEqual(fake.acts().slice(0, 3), ["deliver mark1", "remake", "deliver mark2"]);
});
