/** With a door of the test's own: what is looked at is how many stand before it at a time. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { serviceName } from "../model/name.ts";
import type { Door } from "./door.ts";
import { turnsAway } from "./turns-away.ts";

async function mostAtOnce(endpoint: Door["endpoint"]) {
  let [now, most] = [0, 0];
  const door: Door = {
    service: serviceName("broker"),
    identities: [],
    endpoint,
    async knock({ user }) {
      now += 1;
      most = Math.max(most, now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return user === "friend" ? { answer: "accepted", text: "in" } : { answer: "refused", text: "out" };
    },
  };
  const friend = { user: "friend" } as never;
  const strangers = Array.from({ length: 30 }, (_, i) => ({ label: `${i}`, caller: {} }));
  const scene = { login: async () => ({ user: "friend", password: "x" }) } as never;
  const seen = await turnsAway(door, [friend], strangers, scene, new AbortController().signal);
  assert.equal(seen.verdict, "pass", seen.evidence);
  return most;
}

test("no more are tried at a time than a server's host bears, and sixteen where nothing is said", async () => {
  assert.deepEqual([await mostAtOnce({ atOnce: 3 }), await mostAtOnce({})], [3, 16]);
});
