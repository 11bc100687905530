import assert from "node:assert/strict";
import { test } from "vitest";
import { judgePlaces } from "./placed-as-promised.ts";
import { aNode } from "./testing/nodes.ts";

const [core, device] = [aNode("core-1"), aNode("device-1", { labels: { "edgeward.zone": "device" } })];
const judge = (constraints: readonly string[], ...places: readonly (string | undefined)[]) =>
  judgePlaces({ TaskTemplate: { Placement: { Constraints: constraints } } } as never, places, [core, device]);
const onDevice = ["node.labels.edgeward.zone == device"];
const onCore = ["node.labels.edgeward.zone != device"];

test("on a node that the constraints allow: pass, and how many they rule out", () => {
  const seen = judge(onDevice, device.id, device.id);
  assert.equal(seen.verdict, "pass");
  assert.match(seen.evidence, /2 tasks on device-1 \(zone device\).*control: 1 node of 2 ruled out/);
  assert.equal(judge(onCore, core.id).verdict, "pass");
  assert.equal(judge([], core.id).verdict, "pass");
});

test("a core service on a device node, and a device service on a core node: fail, with node and constraint", () => {
  const seen = judge(onCore, core.id, device.id);
  assert.equal(seen.verdict, "fail");
  assert.match(seen.evidence, /device-1 against node\.labels\.edgeward\.zone != device/);
  assert.equal(judge(onDevice, core.id).verdict, "fail");
});

test("on a node that nobody knows, or by a constraint that cannot be known: unknown", () => {
  assert.equal(judge(onCore, "gone").verdict, "unknown");
  assert.equal(judge(onCore, undefined).verdict, "unknown");
  assert.equal(judge(["engine.labels.gpu == yes"], core.id).verdict, "unknown");
});
