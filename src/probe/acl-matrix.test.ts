import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { isTopicName } from "../model/topic.ts";
import { matrixOf, mayPublish } from "./acl-matrix.ts";
import { mqttUser, usualUsers } from "./testing/scene.ts";

test("every filter of anybody is a topic, with one below it, one that nobody has, and one of the broker's own", () => {
  const level = "edgeward-probe-n1";
  assert.deepEqual(matrixOf(usualUsers, "n1").topics, [
    "sensors/host",
    "Servo",
    "xenomai",
    `sensors/${level}`,
    level,
    `sensors/host/${level}`,
    `Servo/${level}`,
    `xenomai/${level}`,
    `${level}-nobody/topic`,
    `$SYS/${level}`,
  ]);
});

test("wildcards become levels that no stack has", () => {
  const { topics } = matrixOf([mqttUser("a", { publish: ["site/+/state/#"] })], "n1");
  assert.equal(topics[0], "site/edgeward-probe-n1/state/edgeward-probe-n1");
});

test("a mark is neither JSON nor line protocol, and belongs to one cell", () => {
  const { cells } = matrixOf(usualUsers, "n1");
  assert.equal(cells.length, 30);
  assert.equal(new Set(cells.map(({ mark }) => mark)).size, 30);
  for (const { mark } of cells) {
    assert.throws(() => JSON.parse(mark));
    assert.ok(!mark.includes("="), "a field of line protocol has an =");
  }
});

const level = fc.constantFrom("a", "b", "c");
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant("+")), { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ["#"] : [])].join("/"));
const identity = fc
  .tuple(fc.integer({ min: 0, max: 99 }), fc.array(filter, { maxLength: 3 }), fc.array(filter, { maxLength: 3 }))
  .map(([n, publish, subscribe]) => mqttUser(`u${n}`, { publish, subscribe }));

test("every topic can be published on, and every right to publish is tried at least once", () => {
  fc.assert(
    fc.property(fc.array(identity, { maxLength: 5 }), (identities) => {
      const { topics, cells } = matrixOf(identities, "n1");
      assert.ok(topics.every(isTopicName));
      assert.equal(cells.length, topics.length * identities.length);
      for (const one of identities)
        for (const right of one.publish)
          assert.ok(
            cells.some(
              (cell) => cell.identity === one && cell.may && mayPublish({ ...one, publish: [right] }, cell.topic),
            ),
          );
    }),
  );
});
