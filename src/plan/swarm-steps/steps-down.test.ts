import assert from "node:assert/strict";
import { test } from "vitest";
import type { SwarmSeen } from "../../model/swarm-plan.ts";
import { isGone, stepsDown, stepsForData } from "./steps-down.ts";
import { aNode, aSpec, aTask, nothing, ours, performed, seenAs } from "./testing/a-swarm.ts";

const theirs = { ...seenAs({ ...aSpec("x"), Labels: { "com.docker.stack.namespace": "shop" } }), id: "theirs" };
const theirTask = aTask(theirs, { id: "their-task" });
const foreign = {
  ...theirTask,
  spec: {
    ...theirTask.spec,
    ContainerSpec: { ...theirTask.spec.ContainerSpec, Labels: { "com.docker.stack.namespace": "shop" } },
  },
};
const own = seenAs(aSpec("web"));
const secrets = [
  { id: "s", name: "pw", labels: ours },
  { id: "t", name: "theirs", labels: {} },
];
const up: SwarmSeen = { ...nothing, services: [own, theirs], secrets, tasks: [aTask(own), foreign] };
const said = (seen: SwarmSeen) => stepsDown("shop", seen).map((step) => ("name" in step ? step.name : step.step));

test("services go first, what they use when their tasks have ended, and nothing of others", () => {
  assert.deepEqual(said(up), ["shop_web"]);
  const ending = { ...up, services: [theirs] };
  assert.deepEqual([said(ending), isGone("shop", ending)], [[], false]);
  const ended = { ...ending, tasks: [foreign] };
  assert.deepEqual([said(ended), isGone("shop", ended)], [["pw"], false]);
  const gone = stepsDown("shop", ended).reduce(performed, ended);
  assert.deepEqual(
    [isGone("shop", gone), gone.services, gone.secrets.map(({ name }) => name)],
    [true, [theirs], ["theirs"]],
  );
});

test("a config and a network are the stack's, too, and what another stack of ours has is not", () => {
  const others = { "com.docker.stack.namespace": "mill", "edgeward.stack": "mill" };
  const named = (labels: Readonly<Record<string, string>>) => ({
    id: "i",
    name: `of-${labels["edgeward.stack"]}`,
    labels,
  });
  const both = [named(ours), named(others)];
  const network = { scope: "swarm", driver: "overlay", internal: false, attachable: false, options: {}, subnets: [] };
  const seen = { ...nothing, configs: both, networks: both.map((one) => ({ ...one, ...network })) };
  assert.deepEqual(said(seen), ["of-shop", "of-shop"]);
  assert.deepEqual(
    [isGone("shop", { ...seen, networks: [] }), isGone("shop", { ...seen, configs: [] })],
    [false, false],
  );
});

test("a task that is on its way out is not gone yet, one of another stack of ours is nobody's to wait for", () => {
  const ending = { ...nothing, tasks: [aTask(own)] };
  assert.deepEqual([said(ending), isGone("shop", ending)], [[], false]);
  const container = { ...foreign.spec.ContainerSpec, Labels: { "edgeward.stack": "mill" } };
  const mill = { ...nothing, tasks: [{ ...foreign, spec: { ...foreign.spec, ContainerSpec: container } }] };
  assert.equal(isGone("shop", mill), true);
});

test("with the data go the labels that tied services to it, and no others", () => {
  const labels = { "edgeward.pin.shop.web": "true", "edgeward.pin.mill.web": "true", "edgeward.zone": "device" };
  const seen = { ...nothing, nodes: [aNode("one", { labels })] };
  const steps = stepsForData("shop", seen, [{ node: aNode("one"), name: "shop_data" }]);
  assert.deepEqual(
    steps.map((step) => ("label" in step ? step.label : step.step)),
    ["remove-volume", "edgeward.pin.shop.web"],
  );
});
