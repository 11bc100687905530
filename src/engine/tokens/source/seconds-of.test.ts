import assert from "node:assert/strict";
import { test } from "vitest";
import { secondsOf } from "./seconds-of.ts";

test("durations are read as a store reads them, and what is none is refused", () => {
  const read = ["120", "90s", "15m", "1h", "1h30m", "2d"].map(secondsOf);
  assert.deepEqual(read, [120, 90, 900, 3_600, 5_400, 172_800]);
  for (const text of ["", "0", "0s", "h", "1x", "-1h", "1h ", "1.5h", "1h30", "9".repeat(12)])
    assert.equal(secondsOf(text), undefined, text);
});
