import assert from "node:assert/strict";
import { test } from "vitest";
import { type Passage, passage } from "./judge-passage.ts";

test.each<[quiet: readonly number[], bursts: readonly number[], sent: number, Passage]>([
  [[0, 0], [12, 40], 12, "passes"],
  [[3, 1], [14, 9], 30, "passes"],
  [[0, 0], [0, 0], 12, "blocked"],
  [[3, 2], [4, 1], 12, "blocked"],
  // Once it came in, once it did not.
  [[0, 0], [12, 0], 12, "unclear"],
  // Others send as much: a burst that came may hide in theirs, and theirs may look like one.
  [[900, 1000], [950, 960], 12, "unclear"],
  [[20, 0], [12, 14], 12, "unclear"],
  [[7, 7], [8, 8], 12, "unclear"],
  // Too little left the sender.
  [[0, 0], [0, 0], 3, "unclear"],
  [[0, 0], [12, 12], 0, "unclear"],
  [[], [12], 12, "unclear"],
  [[0], [], 12, "unclear"],
])("quiet %j, bursts %j of %i: %s", (quiet, bursts, sent, expected) => {
  assert.equal(passage({ quiet, bursts, sent }), expected);
});

test("whatever others send, a burst that came in whole is never called blocked", () => {
  for (const quiet of [0, 3, 5, 6, 50]) {
    for (const others of [0, 1, 5, 60]) {
      const bursts = [leastOf(others), leastOf(others)];
      assert.notEqual(passage({ quiet: [quiet, quiet], bursts, sent: 12 }), "blocked", `${quiet} ${others}`);
    }
  }
});

test("and one of which nothing came in passes only where others sent more just then, each time", () => {
  assert.notEqual(passage({ quiet: [4, 4], bursts: [9, 30], sent: 12 }), "passes");
});

const leastOf = (others: number) => 12 + others;
