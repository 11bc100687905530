import assert from "node:assert/strict";
import { test } from "vitest";
import { readStates } from "./states.ts";

test("the first and the last whole reading are kept, with what the states have counted", () => {
  const lines = [
    "state 10.0.0.1 10.0.0.2 0x0000abcd 3",
    "told",
    "told",
    "state 10.0.0.1 10.0.0.2 0x0000abcd 9",
    "told",
    "state 10.0.0.1 10.0.0.2 0x0000abcd 10",
  ];
  const state = { from: "10.0.0.1", to: "10.0.0.2", spi: 0xabcd };
  assert.deepEqual(readStates(lines), { first: [{ ...state, packets: 3 }], last: [{ ...state, packets: 9 }] });
});

test("a node without `ip` tells nothing, which is not the same as no state", () => {
  assert.equal(readStates(["no-ip"]), undefined);
  assert.deepEqual(readStates(["told"]), { first: [], last: [] });
});
