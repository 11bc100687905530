import assert from "node:assert/strict";
import { test } from "vitest";
import type { ServiceSpec } from "../../model/engine-api.ts";
import { judgePlaces, placedAsPromised } from "./placed-as-promised.ts";
import { aScene } from "./testing/a-manager.ts";
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

const promised = (condition: "any" | "on-failure", replicas = 1) =>
  ({
    Name: "shop_web",
    Mode: { Replicated: { Replicas: replicas } },
    TaskTemplate: { RestartPolicy: { Condition: condition }, Placement: { Constraints: onCore } },
  }) as unknown as ServiceSpec;
/** On the swarm the service has no constraint any more. */
const services = [{ ID: "s1", Spec: { Name: "shop_web", TaskTemplate: {} } }];
const looked = async (spec: ServiceSpec, ...places: readonly (readonly [string, string])[]) => {
  const tasks = places.map(([State, NodeID], slot) => ({
    ID: `t${slot}`,
    ServiceID: "s1",
    NodeID,
    Slot: slot + 1,
    DesiredState: "running",
    Status: { State },
    Spec: {},
  }));
  const scene = aScene({ nodes: [core, device], services, tasks }, [spec]);
  const seen = await placedAsPromised.look(scene, new AbortController().signal);
  return seen.map(({ service, verdict }) => `${service} ${verdict}`);
};

test("tasks are held against what was promised, not against the service as somebody has made it", async () => {
  assert.deepEqual(await looked(promised("any"), ["running", core.id]), ["web pass"]);
  assert.deepEqual(await looked(promised("any"), ["running", device.id]), ["web fail"]);
});

test("where what has ended was counts, and fewer tasks than are to run are not enough", async () => {
  assert.deepEqual(await looked(promised("on-failure"), ["complete", device.id]), ["web fail"]);
  assert.deepEqual(await looked(promised("on-failure"), ["complete", core.id]), ["web pass"]);
  assert.deepEqual(await looked(promised("any", 2), ["running", core.id]), ["web unknown"]);
  assert.deepEqual(await looked(promised("any", 2), ["running", core.id], ["running", device.id]), ["web fail"]);
  assert.deepEqual(await looked(promised("any")), ["web unknown"]);
});
