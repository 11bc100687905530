import assert from "node:assert/strict";
import { test } from "vitest";
import type { ServiceMode, ServiceSpec } from "../../model/engine-api.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { strandedBy } from "./stranded.ts";

const node = (hostname: string, zone: string, more: Partial<SwarmNode> = {}): SwarmNode => ({
  id: `id-${hostname}`,
  hostname,
  role: "worker",
  leader: false,
  state: "ready",
  availability: "active",
  ip: "10.0.0.7",
  release: "26.1.5",
  platform: { os: "linux", architecture: "x86_64" },
  labels: { "edgeward.zone": zone },
  ...more,
});
const service = (
  Name: string,
  constraints: readonly string[],
  Mode: ServiceMode = { Replicated: {} },
): ServiceSpec => ({
  Name,
  Labels: {},
  TaskTemplate: {
    ContainerSpec: { Image: "box", Labels: {}, Privileges: {} },
    Resources: {},
    Placement: { Constraints: constraints },
    Networks: [],
    ForceUpdate: 0,
  },
  Mode,
  EndpointSpec: {},
});

const core = node("core", "core");
const edge = node("edge", "device");
const services = [
  service("pinned", ["node.hostname == edge"]),
  service("device", ["node.labels.edgeward.zone == device"]),
  service("core", ["node.labels.edgeward.zone == core"]),
  service("anywhere", []),
  service("each", ["node.hostname == edge"], { Global: {} }),
];

test("services whose constraints only this node meets lose their place", () => {
  assert.deepEqual(strandedBy(edge, [core, edge], services), ["device", "pinned"]);
  assert.deepEqual(strandedBy(edge, [core, edge, node("edge-2", "device")], services), ["pinned"]);
});

test("a node that takes no tasks is no place to go", () => {
  for (const more of [{ availability: "drain" as const }, { state: "down" }]) {
    assert.deepEqual(strandedBy(edge, [core, edge, node("edge-2", "device", more)], services), ["device", "pinned"]);
  }
  assert.deepEqual(strandedBy(edge, [edge], services), ["anywhere", "device", "pinned"]);
});
