import assert from "node:assert/strict";
import { test } from "vitest";
import { Trouble } from "./influx/trouble.ts";
import { Shared } from "./shared.ts";

function aShared() {
  let nowMs = 0;
  let made = 0;
  const shared = new Shared(() => nowMs);
  const ask = (key = "key", answer: () => Promise<unknown> = () => Promise.resolve(made)) =>
    shared.once(key, 1_500, () => {
      made++;
      return answer();
    });
  return {
    ask,
    later(ms: number) {
      nowMs += ms;
    },
    made: () => made,
  };
}

test("twenty who ask at once, or soon after, are one question", async () => {
  const { ask, later, made } = aShared();
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
  assert.deepEqual([new Set(answers).size, made()], [1, 1]);
  later(1_499);
  await ask();
  assert.equal(made(), 1);
  later(1);
  await ask();
  assert.equal(made(), 2);
});

test("a failure is everybody's, for a second", async () => {
  const { ask, later, made } = aShared();
  const failing = () => ask("key", () => Promise.reject(new Trouble("away")));
  for (const outcome of await Promise.allSettled([failing(), failing()])) assert.equal(outcome.status, "rejected");
  await assert.rejects(failing(), /away/);
  assert.equal(made(), 1);
  later(1_000);
  assert.equal(await ask(), 2);
});

test("too many questions at a time are refused, and room comes back", async () => {
  const { ask } = aShared();
  let answer = (_: unknown): void => {};
  const slow = new Promise((resolve) => {
    answer = resolve;
  });
  const under = Array.from({ length: 32 }, (_, i) => ask(`slow ${i}`, () => slow));
  await assert.rejects(ask("one more"), /busy/);
  answer("now");
  await Promise.all(under);
  assert.equal(await ask("one more"), 33);
});
