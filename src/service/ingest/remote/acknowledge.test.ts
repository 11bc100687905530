import assert from "node:assert/strict";
import { test } from "vitest";
import { Acknowledge } from "./acknowledge.ts";

test("acknowledgements go out in the order of the messages, whatever is stored first", () => {
  const sent: number[] = [];
  const acknowledge = new Acknowledge((id) => sent.push(id));
  const [first, second, third] = [acknowledge.take(7), acknowledge.take(8), acknowledge.take(9)];
  second();
  assert.deepEqual([sent, acknowledge.owed], [[], 3]);
  first();
  assert.deepEqual([sent, acknowledge.owed], [[7, 8], 1]);
  third();
  assert.deepEqual(sent, [7, 8, 9]);
});
