import assert from "node:assert/strict";
import { test } from "vitest";
import type { ServiceSpec } from "../../model/engine-api.ts";
import { imageMoves } from "./image-moves.ts";
import { aNode, aService, aSpec } from "./testing/a-swarm.ts";

const [one, two, three] = [aNode("one"), aNode("two"), aNode("three")];
const nodes = [one, two, three];
const all = new Set(nodes.map(({ id }) => id));
const moves = (
  specs: readonly ServiceSpec[],
  there: readonly [string, string][],
  looked: ReadonlySet<string> = all,
  pins = {},
) =>
  imageMoves(
    { services: specs.map((spec) => aService(spec)), pins: [], ...pins },
    nodes,
    there.map(([image, node]) => ({ image, node })),
    looked,
  ).map(({ image, from, to }) => `${image} ${from.hostname} ${to.hostname}`);
const box = aSpec("a", { Image: "box:1" });

test("a node that may run it and lacks it gets it from one that has it, and no other node does", () => {
  assert.deepEqual(moves([box], [["box:1", two.id]]), ["box:1 two one", "box:1 two three"]);
  const onOne = aSpec("a", { Image: "box:1" }, { task: { Placement: { Constraints: ["node.hostname == one"] } } });
  assert.deepEqual(moves([onOne], [["box:1", two.id]]), ["box:1 two one"]);
  assert.deepEqual(moves([box], [["other:1", two.id]]), [], "nobody has it");
});

test("of a node where nobody looked it is not known that it lacks it", () => {
  assert.deepEqual(moves([box], [["box:1", two.id]], new Set([one.id, two.id])), ["box:1 two one"]);
});

test("an image by its digest comes from a registry, and is sent by nobody", () => {
  const byDigest = aSpec("a", { Image: "box:1@sha256:00" });
  assert.deepEqual(moves([byDigest], [["box:1@sha256:00", two.id]]), []);
});

test("where a label is about to be put counts as labelled", () => {
  const label = "edgeward.pin.shop.a";
  const pinned = aSpec(
    "a",
    { Image: "box:1" },
    { task: { Placement: { Constraints: [`node.labels.${label} == true`] } } },
  );
  const pins = { pins: [{ label, node: three, why: "data" }] };
  assert.deepEqual(moves([pinned], [["box:1", two.id]], all, pins), ["box:1 two three"]);
});
