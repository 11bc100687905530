import assert from "node:assert/strict";
import { test } from "vitest";
import type { TokenReport } from "../../model/token.ts";
import { showRevoked, showTokens } from "./tokens.ts";
import { showWatches } from "./watches.ts";

const style = { paint: false, width: 160, nowMs: 1_000_000 };
const current: TokenReport = {
  service: "device-virtual",
  file: "/f",
  runsOn: ["worker-1"],
  source: "file",
  secret: "edgex_device-virtual_secrets-token_0123456789ab",
  state: "current",
  endsAtMs: 1_000_000 + 90_000,
  renewable: true,
};

test("a table has a line for each token, and what is wrong below it with what to do", () => {
  const fault = { what: "nobody writes\n/f", remedy: "Mount it." };
  const shown = showTokens([current, { service: "x", file: "/f", runsOn: [], state: "no-source", fault }], style);
  assert.match(shown, /^device-virtual +worker-1 +file +90 s|^device-virtual +worker-1 +file +1 min/m);
  assert.match(shown, /nobody makes it/);
  assert.match(shown, /^x: nobody writes \/f\n {4}Mount it\.$/m);
});

test("a revocation that the store was not told of says until when the token lives, and what becomes of the service", () => {
  const shown = showRevoked([{ service: "a", atStore: false, endsAtMs: 0, removed: ["s"] }], "edgex");
  assert.match(
    shown,
    /could not be asked to revoke it; if nobody renews it, it ends at 1970-01-01T00:00:00Z\. Removed: s\./,
  );
  assert.match(shown, /goes on without a token.*deploy edgex again/);
});

test("a watch that has ended is told from one that lives", () => {
  const status = {
    stack: "edgex",
    pid: 7,
    lookedAtMs: 999_000,
    tokens: [current],
    acts: [{ service: "a", did: "renew", atMs: 0 }],
  };
  assert.match(
    showWatches("edgex", [{ lives: true, status }], style),
    /^Process 7 watches edgex; it looked .* ago at 1 token\./,
  );
  assert.match(showWatches("edgex", [{ lives: false, status }], style), /^Nobody watches edgex any more/);
  assert.match(showWatches("edgex", [], style), /Nothing on this machine has watched edgex/);
});
