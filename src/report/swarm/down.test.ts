import assert from "node:assert/strict";
import { test } from "vitest";
import { showDown } from "./down.ts";

const all = { stack: "plant", unseen: [], kept: [], leave: false };

test("what is gone is said to be gone, with what was kept on purpose", () => {
  assert.deepEqual(showDown(all), ["Down; nothing of plant is left on the swarm."]);
  assert.deepEqual(showDown({ ...all, kept: ["data (--volumes removes it)", "keys (--keys removes them)"] }), [
    "Down; nothing of plant is left on the swarm. Kept: data (--volumes removes it), keys (--keys removes them).",
  ]);
});

test("where nobody could look, nothing is said to be gone, and each such node is named with why", () => {
  const unseen = [{ hostname: "edge-1" }, { hostname: "edge-2", reach: "ssh://edge-2" }];
  const said = showDown({ ...all, unseen, kept: ["keys (--keys removes them)"], leave: true }).join("\n");
  assert.match(said, /left on edge-1, which nobody said how to reach; on edge-2, which does not answer now\./);
  assert.match(said, /^Down, but for data that may be left there\. Kept: keys/m);
  assert.match(said, /The swarm is not dissolved/);
  assert.doesNotMatch(said, /nothing of plant is left/);
  assert.doesNotMatch(showDown({ ...all, unseen }).join("\n"), /not dissolved/);
});
