/** With a probe that says what it is told to: which service waits is not its business. */
import assert from "node:assert/strict";
import { test } from "vitest";
import { serviceName } from "../../../model/name.ts";
import type { SwarmProbe } from "../../../probe/swarm/scene.ts";
import { verifySwarm } from "./verify-swarm.ts";

const probe: SwarmProbe = {
  id: "task-privileges",
  claim: "A claim",
  look: async () => [
    { service: serviceName("web"), verdict: "unknown", evidence: "no task of it runs", remedy: "Look." },
    { service: serviceName("device"), verdict: "unknown", evidence: "no task of it runs", remedy: "Look." },
    { service: serviceName("device"), verdict: "fail", evidence: "it has NET_ADMIN", remedy: "Take it back." },
    { verdict: "unknown", evidence: "nothing was sent", remedy: "Again." },
  ],
};
const clock = { now: () => 0, elapsed: () => 0, sleep: async () => {} };
const tools = { clock, probes: [probe], random: () => new Uint8Array(), helperImage: async () => "" };

test("of a service that waits for its token nothing is known, and who brings it is said; what is wrong stays wrong", async () => {
  const promised = { stack: "shop", services: [], waitingForToken: ["shop_device"] };
  const findings = await verifySwarm(promised, {} as never, tools, new AbortController().signal);
  const [web, device, wrong, none] = findings;
  assert.deepEqual(
    findings.map(({ verdict }) => verdict),
    ["unknown", "unknown", "fail", "unknown"],
  );
  assert.match(device?.remedy ?? "", /`edgeward token deliver device`/);
  assert.match(device?.evidence ?? "", /^it waits for its token; no task of it runs$/);
  assert.deepEqual([web?.remedy, wrong?.remedy, none?.remedy], ["Look.", "Take it back.", "Again."]);
});
