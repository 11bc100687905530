/** Times are plain numbers here: no clock is read. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import type { Lease, TokenPlace, TokenSeen } from "../../model/token.ts";
import { backOffMs } from "./back-off.ts";
import { growsNoMore, stateOf, stepFor } from "./state.ts";

const token: TokenSeen = { mark: "new", madeAtMs: 1_000_000, leaseS: 3_600, renewable: true };
const withMark = (mark?: string): TokenPlace => ({
  service: "device-virtual",
  file: "/tmp/edgex/secrets/device-virtual/secrets-token.json",
  secret: { name: "s", ...(mark !== undefined && { mark }) },
  runsOn: [],
});
const has = withMark("new");
const endsAtMs = 1_000_000 + 3_600_000;
const valid: Lease = { is: "valid", renewable: true, endsAtMs };
const renewableSource = { renewable: true, onDemand: false };

test("without a token one waits, unless the source makes one only when it is asked", () => {
  const state = stateOf({ place: withMark(), nowMs: 0 });
  assert.deepEqual(state, { is: "waiting" });
  assert.equal(stepFor(state, renewableSource), "none");
  assert.equal(stepFor(state, { renewable: false, onDemand: true }), "remake");
});

test("a token that the service does not have is delivered, whatever it has instead", () => {
  for (const mark of [undefined, "old"]) {
    const state = stateOf({ place: withMark(mark), token, nowMs: token.madeAtMs });
    assert.deepEqual([state.is, stepFor(state, renewableSource)], ["undelivered", "deliver"]);
  }
});

test("a token is left alone until two thirds of its lease are over, then renewed", () => {
  const at = (nowMs: number) => stateOf({ place: has, token, lease: valid, nowMs });
  const dueAtMs = endsAtMs - 1_200_000;
  assert.deepEqual(at(dueAtMs - 1), { is: "current", endsAtMs, dueAtMs });
  assert.equal(stepFor(at(dueAtMs - 1), renewableSource), "none");
  assert.deepEqual(at(dueAtMs), { is: "due", endsAtMs });
  assert.equal(stepFor(at(dueAtMs), renewableSource), "renew");
  assert.equal(stepFor(at(dueAtMs), { renewable: false, onDemand: false }), "remake");
});

test("a token that the store refuses, or whose time is over by the store's word, is made anew", () => {
  for (const lease of [{ is: "refused" }, valid] as const) {
    const state = stateOf({ place: has, token, lease, nowMs: endsAtMs });
    assert.deepEqual([state.is, stepFor(state, renewableSource)], ["ended", "remake"]);
  }
});

test("while the store is silent, an old file proves nothing: its service may be renewing the token, so it is not replaced", () => {
  const lease = { is: "unknown", why: "sealed" } as const;
  const state = stateOf({ place: has, token, lease, nowMs: endsAtMs + 1 });
  assert.deepEqual([state, stepFor(state, renewableSource)], [{ is: "in-doubt", endedAtMs: endsAtMs }, "renew"]);
});

test("a renewal that grants less than was wished sets the next one by what it granted", () => {
  const granted: Lease = { is: "valid", renewable: true, endsAtMs: endsAtMs + 600_000, grantedS: 600 };
  const at = (nowMs: number) => stateOf({ place: has, token, lease: granted, nowMs }).is;
  assert.deepEqual([at(endsAtMs), at(endsAtMs + 399_999), at(endsAtMs + 400_000)], ["current", "current", "due"]);
});

test("a token whose renewal moves its end by next to nothing is at its greatest lifetime", () => {
  const after = (moreMs: number, grantedS?: number): Lease => ({
    is: "valid",
    renewable: true,
    endsAtMs: endsAtMs + moreMs,
    ...(grantedS !== undefined && { grantedS }),
  });
  assert.equal(growsNoMore(endsAtMs, after(0, 900), token), true);
  assert.equal(growsNoMore(endsAtMs, after(1_000, 900), token), true);
  assert.equal(growsNoMore(endsAtMs, after(2_400_000), token), false);
  assert.equal(growsNoMore(endsAtMs, after(400_000, 600), token), false);
  assert.equal(growsNoMore(endsAtMs, { is: "valid", renewable: true }, token), false);
});

test("a token without an end is current for ever", () => {
  const state = stateOf({ place: has, token: { ...token, leaseS: 0 }, nowMs: Number.MAX_SAFE_INTEGER });
  assert.deepEqual([state, stepFor(state, renewableSource)], [{ is: "current" }, "none"]);
});

test("at no time does a delivered token stay unrenewed past its end", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 3, noNaN: true }), (leaseS, part) => {
      const ends = token.madeAtMs + leaseS * 1000;
      const nowMs = token.madeAtMs + leaseS * 1000 * part;
      const lease: Lease = { is: "valid", renewable: true, endsAtMs: ends };
      const step = stepFor(stateOf({ place: has, token: { ...token, leaseS }, lease, nowMs }), renewableSource);
      assert.equal(step, part >= 1 ? "remake" : part * 3 >= 2 - 1e-9 ? (step === "none" ? "none" : "renew") : "none");
      if (part > 0.67 && part < 1) assert.equal(step, "renew");
    }),
  );
});

test("what fails waits twice as long each time, up to five minutes", () => {
  assert.deepEqual([0, 1, 2, 3, 9, 10, 1000].map(backOffMs), [0, 1_000, 2_000, 4_000, 256_000, 300_000, 300_000]);
});
