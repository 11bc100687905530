import assert from "node:assert/strict";
import { test } from "vitest";
import type { Clock } from "../clock.ts";
import { healthOf, play } from "./play.ts";
import type { PlayTools } from "./play-tools.ts";

/** A clock that stands until it is slept on, a file in memory, and a role that does as it is told. */
function aStage(health: "healthy" | "unhealthy" = "healthy") {
  let text: string | undefined;
  let nowMs = 1_000_000;
  let rounds = 0;
  const stop = new AbortController();
  const done: string[] = [];
  const clock: Clock = {
    now: () => nowMs,
    elapsed: () => nowMs,
    async sleep(ms) {
      nowMs += ms;
      if (++rounds === 3) stop.abort();
    },
  };
  const tools: PlayTools = {
    privateDir: "/private",
    start: async () => ({
      health: () => ({ health, detail: "as told" }),
      [Symbol.asyncDispose]: async () => void done.push(text === undefined ? "ended without a word" : "ended"),
    }),
    health: {
      path: "/health",
      write: async (given) => {
        text = given;
      },
      read: async () => text,
      remove: async () => {
        text = undefined;
      },
    },
  };
  return {
    clock,
    tools,
    stop,
    done,
    later: (ms: number) => {
      nowMs += ms;
    },
    say: (given: string) => {
      text = given;
    },
  };
}

const nothing = { passwords: [], problems: [] };

test("it says how it is doing once for each change, ends the role, and leaves no word behind", async () => {
  const { clock, tools, stop, done } = aStage();
  const said: string[] = [];
  await play(nothing, tools, clock, (what) => said.push(what), stop.signal);
  assert.deepEqual([said, done], [["healthy: as told"], ["ended"]]);
  assert.equal((await healthOf(tools, clock)).verdict, "unknown");
});

test("a health that cannot be written does not end the role", async () => {
  const { clock, tools, stop, done } = aStage();
  const health = { ...tools.health, write: () => Promise.reject(new Error("no room")) };
  await play(nothing, { ...tools, health }, clock, () => {}, stop.signal);
  assert.deepEqual(done, ["ended without a word"]);
});

test("what somebody else wrote, or nobody, is not known; an old word is no health", async () => {
  const { clock, tools, later, say } = aStage();
  const verdict = async () => (await healthOf(tools, clock)).verdict;
  assert.equal(await verdict(), "unknown");
  for (const text of ["", "null", "[]", '{"atMs":"now"}']) {
    say(text);
    assert.equal(await verdict(), "unknown", text);
  }
  say(JSON.stringify({ atMs: clock.now(), health: "healthy", detail: "" }));
  assert.equal(await verdict(), "healthy");
  later(60_000);
  assert.equal(await verdict(), "unhealthy");
  say(JSON.stringify({ atMs: clock.now(), health: "starting", detail: "" }));
  assert.equal(await verdict(), "unhealthy");
});
