import assert from "node:assert/strict";
import { test } from "vitest";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { nodeMadeJson, nodesJson, showNodeMade, showNodeRemoved, showNodes } from "./nodes.ts";

const style = { paint: false, width: 120 };
const node: SwarmNode = {
  id: "n1",
  hostname: "edge\u001b[31m",
  role: "worker",
  leader: false,
  state: "down",
  availability: "drain",
  ip: "10.0.0.2",
  release: "26.1.5",
  platform: { os: "linux", architecture: "x86_64" },
  labels: {},
};

test("nodes are shown with their zone and how each is reached, and a name moves no cursor", () => {
  const [, row = ""] = showNodes([node], style).split("\n");
  assert.match(row, /^edge\\x1b\[31m +worker +down +drain +core +10\.0\.0\.2 +26\.1\.5 +not known/);
  assert.deepEqual((JSON.parse(nodesJson("s1", [{ ...node, reach: "ssh://edge" }])) as { nodes: object[] }).nodes, [
    { ...node, reach: "ssh://edge", zone: "core" },
  ]);
});

test("of a host that was refused one reads all that was found, and that nothing was done", () => {
  const findings = [
    { node: "edge", check: "clock", verdict: "fail", what: "its clock is wrong", remedy: "Set it." },
    { node: "edge", check: "mtu", verdict: "pass", what: "packets of 1500 bytes" },
  ] as const;
  const shown = showNodeMade({ findings }, style);
  assert.equal(
    shown,
    "failed    edge: its clock is wrong\n            Set it.\nNothing was done: 1 check failed. --no-preflight goes on all the same.",
  );
  assert.deepEqual(JSON.parse(nodeMadeJson({ findings })), { findings });
});

test("of a new node one reads what it is, and where its key lies", () => {
  const made = { swarm: "s1", id: "n1", hostname: "core", role: "manager", isNew: true, unlockKey: "/k" } as const;
  assert.equal(
    showNodeMade({ findings: [], node: made }, style),
    "core is now a manager of swarm s1.\nAfter a restart it waits for its key, which is in /k: edgeward node unlock",
  );
});

test("of a node that is gone one reads what is left to do", () => {
  assert.match(showNodeRemoved("x", undefined), /no node x: nothing to remove/);
  const removed = { hostname: "edge", stranded: ["a", "b"], stays: true };
  assert.match(showNodeRemoved("edge", removed), /swarm leave --force.*\n.*a, b/);
});
