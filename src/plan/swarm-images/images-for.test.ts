import assert from "node:assert/strict";
import { test } from "vitest";
import type { ServiceSpec } from "../../model/engine-api.ts";
import type { SwarmNode } from "../../model/swarm-node.ts";
import { imagesFor } from "./images-for.ts";

const node = (hostname: string, more: Partial<SwarmNode> = {}): SwarmNode => ({
  id: `id-${hostname}`,
  hostname,
  role: "worker",
  leader: false,
  state: "ready",
  availability: "active",
  ip: "10.0.0.7",
  release: "26.1.5",
  platform: { os: "linux", architecture: "x86_64" },
  labels: {},
  ...more,
});

const service = (image: string, ...constraints: string[]): ServiceSpec => ({
  Name: image,
  Labels: {},
  TaskTemplate: {
    ContainerSpec: { Image: image, Labels: {}, Privileges: {} },
    Resources: {},
    Placement: constraints.length === 0 ? {} : { Constraints: constraints },
    Networks: [],
    ForceUpdate: 0,
  },
  Mode: { Replicated: {} },
  EndpointSpec: {},
});

const needed = (services: readonly ServiceSpec[], ...nodes: readonly SwarmNode[]) =>
  imagesFor(services, nodes).map((one) => `${one.node.hostname}: ${one.images.join(" ")}`);

test("a node needs what may be put there, each image once", () => {
  const edge = node("edge", { labels: { "edgeward.zone": "device" } });
  const services = [
    service("broker", "node.labels.edgeward.zone != device"),
    service("agent", "node.labels.edgeward.zone == device"),
    service("box"),
    service("box"),
  ];
  assert.deepEqual(needed(services, node("core"), edge), ["core: broker box", "edge: agent box"]);
});

test.each<[string, boolean]>([
  ["node.hostname == EDGE", true],
  ["node.hostname != edge", false],
  ["NODE.ROLE==manager", false],
  ["node.id==id-edge", true],
  ["node.platform.arch == amd64", true],
  ["node.platform.arch == arm64", false],
  ["node.platform.os == linux", true],
  ["node.labels.absent != x", true],
  ["node.labels.absent == x", false],
  ["node.labels.Case == x", true],
  ["node.labels.case == x", false],
  ["node.ip == 10.0.0.7", true],
  ["node.ip == 10.0.0.8", false],
  // Not known here: it may be met.
  ["node.ip == 10.0.0.0/8", true],
  ["engine.labels.disk == ssd", true],
])("%s decides %s", (constraint, may) => {
  const edge = node("edge", { labels: { Case: "x" } });
  assert.deepEqual(needed([service("box", constraint)], edge), [may ? "edge: box" : "edge: "]);
});

test("all constraints have to be met", () => {
  const services = [service("box", "node.role == worker", "node.hostname == other")];
  assert.deepEqual(needed(services, node("edge")), ["edge: "]);
});

test("a node that takes no tasks, or is not there, needs nothing", () => {
  const nodes = [node("drained", { availability: "drain" }), node("gone", { state: "down" }), node("up")];
  assert.deepEqual(needed([service("box")], ...nodes), ["up: box"]);
});
