import assert from "node:assert/strict";
import { test } from "vitest";
import type { TokenReport } from "../../model/token.ts";
import { statusOf } from "./ls.ts";

const report = (state: TokenReport["state"], isAsked = true): TokenReport => ({
  service: "device",
  file: "/tmp/edgex/secrets/device/secrets-token.json",
  runsOn: [],
  state,
  ...(!isAsked && { fault: { what: "the store could not be asked", remedy: "See whether it runs." } }),
});

test("what is not known is not well, and what is wrong is said before what is not known", () => {
  const current = report("current");
  assert.deepEqual(
    [
      [],
      [current, report("waiting"), report("due")],
      [current, report("ended")],
      [current, report("faulty", false)],
      [current, report("in-doubt", false)],
      [report("current", false), current],
      [report("current", false), report("ended")],
    ].map(statusOf),
    [0, 0, 1, 1, 3, 3, 1],
  );
});
