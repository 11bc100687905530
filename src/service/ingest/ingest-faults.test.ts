import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { anIngest, anInput, influx, json } from "./testing/an-ingest.ts";

const nasty = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.string({ unit: fc.constantFrom(...'{}[]",:\\ue1.-0tT\n =#mv'), maxLength: 80 }).map((text) => Buffer.from(text)),
);
const settings = { tagKeys: ["t*", "[a-c]*"], stringFields: ["s*"], nameKey: "n", timeKey: "", strict: false };

test("no bytes on any topic make it throw, reject, or count wrongly", async () => {
  const { ingest, store } = anIngest([
    anInput({ topics: ["#"], format: { ...json, ...settings } }),
    anInput({ topics: ["#"], format: { ...json, query: "a.#.b", timeKey: "t", timeFormat: "unix" } }),
    anInput({ topics: ["#"], format: influx }),
  ]);
  await fc.assert(
    fc.asyncProperty(fc.string(), nasty, async (topic, payload) => {
      const before = ingest.counters();
      await ingest.offer(topic, payload);
      const after = ingest.counters();
      assert.equal(after.messages_received, (before.messages_received ?? 0) + (topic.startsWith("$") ? 0 : 1));
      assert.equal(after.points_written, store.stored.length);
    }),
    { numRuns: 500 },
  );
});

test("with a store that fails at random, nothing is both lost and resolved, nor stored and refused", async () => {
  const plan = fc.array(
    fc.record({
      messages: fc.integer({ min: 0, max: 6 }),
      points: fc.integer({ min: 1, max: 3 }),
      fails: fc.boolean(),
      slow: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(plan, fc.integer({ min: 1, max: 8 }), async (turns, backlogMessages) => {
      const { send, store, ingest } = anIngest([anInput()], { backlogMessages });
      const ends: { slow: boolean; fails: boolean }[] = turns.map(({ slow, fails }) => ({ slow, fails }));
      store.behave = async () => {
        const end = ends.shift();
        if (end?.slow) await new Promise((resolve) => setImmediate(resolve));
        if (end?.fails) throw new Error("refused");
      };
      const offered: { id: number; answer: Promise<void> | undefined }[] = [];
      let id = 0;
      for (const { messages, points } of turns) {
        for (let i = 0; i < messages; i++) {
          const items = Array.from({ length: points }, (_, part) => ({ id, part }));
          const answer = send("sensors/1", JSON.stringify(items));
          answer?.catch(() => {});
          offered.push({ id: id++, answer });
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      const answers = await Promise.allSettled(offered.map(({ answer }) => answer));
      await ingest[Symbol.asyncDispose]();
      const stored = new Set(store.stored.map((point) => new Map(point.fields).get("id")));
      const resolved = offered.filter((_, i) => answers[i]?.status === "fulfilled").map((one) => one.id);
      assert.deepEqual([...stored].sort(), resolved.sort());
      const times = store.stored.map((point) => point.timeNs);
      assert.equal(new Set(times).size, times.length);
      const counted = ingest.counters();
      assert.equal(counted.points_written, store.stored.length);
      assert.equal(counted.backlog_messages, 0);
    }),
    { numRuns: 100 },
  );
});
