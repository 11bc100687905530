/** With a fake of the swarm; waits are counted, not waited for. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { Clock } from "../../clock.ts";
import { aClock } from "../../testing/clock.ts";
import { aDesk } from "../testing/a-desk.ts";
import type { WatchStatus } from "./watch-status.ts";
import { watchTokens } from "./watch-tokens.ts";

/** Runs until so many looks were noted. */
async function watched(looks: number, prepare: (fake: ReturnType<typeof aDesk>, look: number) => void) {
  const stop = new AbortController();
  const waits: number[] = [];
  const still = aClock();
  const clock: Clock = {
    ...still,
    async sleep(ms, signal) {
      // What listens for events sleeps only when an engine has gone away.
      signal.throwIfAborted();
      waits.push(ms);
      await still.sleep(ms, signal);
    },
  };
  const fake = aDesk({ clock });
  const noted: WatchStatus[] = [];
  prepare(fake, 0);
  const note = async (status: WatchStatus) => {
    noted.push(status);
    if (noted.length >= looks) stop.abort(new Error("enough"));
    else prepare(fake, noted.length);
  };
  const options = { everyMs: 10_000, once: false, pid: 1, note };
  await assert.rejects(watchTokens(fake.tools, options, stop.signal), /enough/);
  return { ...fake, noted, waits };
}

test("it looks as often as it was told to while nothing happens", async () => {
  const { waits } = await watched(5, () => undefined);
  assert.deepEqual(waits, [10_000, 10_000, 10_000, 10_000]);
});

test("what it has done is looked at soon, and then it is quiet again", async () => {
  const { waits, acts } = await watched(7, (fake, look) => void (look === 0 && fake.make()));
  assert.deepEqual(acts(), ["deliver mark1"]);
  assert.deepEqual(
    waits,
    [1_000, 1_000, 1_000, 10_000, 10_000, 10_000].map((ms, i) => Math.min(ms, waits[i] ?? 0)),
  );
  assert.ok(
    waits.slice(3).every((ms) => ms > 5_000),
    String(waits),
  );
});

test("when the store starts anew, it asks it about its tokens again, and looks often for a while", async () => {
  const { calls, waits } = await watched(12, (fake, look) => {
    if (look === 0) fake.make();
    if (look === 8) fake.nudge("secret-store");
  });
  assert.equal(calls.filter((call) => call === "look up mark1").length, 2);
  assert.equal(waits.at(-1), 1_000);
});

test("what failed for long is tried again as soon as something else of the stack starts: it may be the store", async () => {
  const renewals = { before: 0 };
  const count = ({ calls }: ReturnType<typeof aDesk>) => calls.filter((call) => call === "renew mark1").length;
  const fake = await watched(40, (fake, look) => {
    if (look === 0) fake.make();
    fake.state.storeIsAway = look >= 5 && look < 37;
    if (look !== 37) return;
    renewals.before = count(fake);
    fake.nudge("secret-store");
  });
  assert.ok(renewals.before >= 5, "it was tried, and waits for long now");
  assert.ok(count(fake) > renewals.before || fake.calls.includes("remake"), fake.calls.slice(-8).join(", "));
});

test("a service with a token that starts and ends is no reason to ask the store", async () => {
  const { calls } = await watched(12, (fake, look) => {
    if (look === 0) fake.make();
    if (look > 4) fake.nudge("device");
  });
  assert.equal(calls.filter((call) => call === "look up mark1").length, 1);
});

test("while the manager is away it tries less and less often, says so, and goes on afterwards", async () => {
  const { waits, noted } = await watched(8, (fake, look) => {
    fake.state.managerIsAway = look < 6;
  });
  assert.deepEqual(waits.slice(0, 6), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000]);
  assert.equal(noted[3]?.fault?.what, "the manager is away");
  assert.equal(noted.at(-1)?.fault, undefined);
});

test("one look does what is due, and ends", async () => {
  const fake = aDesk();
  fake.make();
  const noted: WatchStatus[] = [];
  const note = async (status: WatchStatus) => void noted.push(status);
  const last = await watchTokens(
    fake.tools,
    { everyMs: 10_000, once: true, pid: 7, note },
    new AbortController().signal,
  );
  assert.deepEqual([fake.acts(), noted.length, last.pid], [["deliver mark1"], 1, 7]);
});
