/** With an engine in the test: a real one does not let itself be held just between asking and answering. */
import assert from "node:assert/strict";
import { setImmediate as later } from "node:timers/promises";
import { test } from "vitest";
import type { Docker } from "../../../engine/docker/docker.ts";
import { make } from "./make.ts";

/** Answers when it is let, to the first with a refusal if told so. */
function slow(refusesFirst = false) {
  const held: (() => void)[] = [];
  let asked = 0;
  const ask = (_method: string, _path: string, { signal }: { signal: AbortSignal }) =>
    new Promise((resolve, reject) => {
      const nth = asked++;
      signal.addEventListener("abort", () => reject(signal.reason));
      held.push(() => (refusesFirst && nth === 0 ? reject(new Error("no")) : resolve({ ID: `${nth}` })));
    });
  return { docker: { ask } as unknown as Docker, answer: () => held.shift()?.() };
}

async function isOpen(made: Promise<unknown>): Promise<boolean> {
  const open = Symbol();
  return (await Promise.race([made.catch(() => 0), later(open)])) === open;
}

test("told to stop, it ends when the engine has answered all that it was asked", async () => {
  const { docker, answer } = slow();
  const stop = new AbortController();
  const made = make(docker, "/services/create", [{}, {}], stop.signal);
  const over = assert.rejects(made, /enough/);
  stop.abort(new Error("enough"));
  answer();
  assert.equal(await isOpen(made), true);
  answer();
  await over;
});

test("a refusal is told once the others are answered", async () => {
  const { docker, answer } = slow(true);
  const made = make(docker, "/services/create", [{}, {}], new AbortController().signal);
  const over = assert.rejects(made, /no/);
  answer();
  assert.equal(await isOpen(made), true);
  answer();
  await over;
});

test("told to stop before, it asks for nothing", async () => {
  const { docker, answer } = slow();
  await assert.rejects(make(docker, "/networks/create", [{}], AbortSignal.abort(new Error("enough"))), /enough/);
  assert.equal(answer(), undefined);
});
