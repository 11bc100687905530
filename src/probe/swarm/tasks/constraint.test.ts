import assert from "node:assert/strict";
import { test } from "vitest";
import { aNode } from "../testing/nodes.ts";
import { mayRun, meets } from "./constraint.ts";

const node = aNode("edge-1", { role: "manager", labels: { "edgeward.zone": "device", site: "Hall 3" } });

test.each([
  ["node.labels.edgeward.zone == device", "met"],
  ["node.labels.edgeward.zone==device", "met"],
  ["node.labels.edgeward.zone != device", "broken"],
  ["node.labels.edgeward.zone == core", "broken"],
  ["node.labels.site == hall 3", "met"],
  ["node.labels.Site == Hall 3", "broken"],
  ["node.labels.absent == x", "broken"],
  ["node.labels.absent != x", "met"],
  ["node.hostname == EDGE-1", "met"],
  ["node.hostname != edge-1", "broken"],
  ["NODE.ROLE == manager", "met"],
  ["node.role != manager", "broken"],
  ["node.id == id-of-edge-1", "met"],
  ["node.platform.arch == x86_64", "met"],
  ["node.nonsense != x", "broken"],
  ["nothing", "broken"],
  ["engine.labels.gpu == yes", "unknowable"],
  ["node.ip == 10.0.0.0/8", "unknowable"],
])("%s is %s", (constraint, wanted) => {
  assert.equal(meets(node, constraint), wanted);
});

test("a node may run what it meets every constraint of, and what cannot be known", () => {
  assert.equal(mayRun(node, []), true);
  assert.equal(mayRun(node, ["node.role == manager", "engine.labels.gpu == yes"]), true);
  assert.equal(mayRun(node, ["node.role == manager", "node.hostname == edge-2"]), false);
});
