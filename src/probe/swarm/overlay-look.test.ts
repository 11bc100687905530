/** How `overlay-encrypted` comes to its verdict, on a swarm in the test: test/lab/swarm-proof.test.ts is the same on a real one, which does not do all of this. */
import assert from "node:assert/strict";
import { test } from "vitest";
import type { PortConfig, ServiceSpec } from "../../model/engine-api.ts";
import { lookThrough, overlayEncrypted } from "./overlay-encrypted.ts";
import type { SeenTask } from "./tasks/tasks.ts";
import { aScene, type Seen } from "./testing/a-manager.ts";
import { AWire, type Wire } from "./testing/a-wire.ts";
import { aNode } from "./testing/nodes.ts";
import { Trial } from "./wire/trial.ts";

const [one, two] = [aNode("one", { role: "manager" }), aNode("two")];
const addresses = { [one.id]: "10.77.0.11", [two.id]: "10.77.0.12" };
// As an engine of 26.1.5 lists them, without what is not read.
const overlay = (name: string, vni: number, more: object = {}) => ({
  Id: `id-of-${name}`,
  Name: name,
  Scope: "swarm",
  Driver: "overlay",
  Ingress: false,
  Options: { "com.docker.network.driver.overlay.vxlanid_list": `${vni}`, ...more },
});
const sealed = overlay("shop_sealed", 4097, { encrypted: "" });
const macvlan = { Id: "id-of-mac", Name: "mac", Scope: "swarm", Driver: "macvlan", Ingress: false, Options: null };
const host = { Id: "id-of-host", Name: "host", Scope: "local", Driver: "host", Ingress: false, Options: {} };
const wire: Wire = { addresses, sealed: { [sealed.Id]: { vni: 4097 } } };

const service = (
  network: string,
  { constraints = [] as readonly string[], ports = [] as readonly PortConfig[] } = {},
): ServiceSpec => ({
  Name: "shop_web",
  Labels: {},
  TaskTemplate: {
    ContainerSpec: { Image: "box", Labels: {}, Privileges: {} },
    Resources: {},
    Placement: { Constraints: constraints },
    Networks: [{ Target: network }],
    ForceUpdate: 0,
  },
  Mode: { Replicated: { Replicas: 1 } },
  EndpointSpec: { Ports: ports },
});

/** @param parts of the wire */
async function looked(
  promised: ServiceSpec = service("shop_sealed"),
  seen: Partial<Seen> = {},
  parts: Partial<Wire> = {},
) {
  const between = new AWire({ ...wire, ...parts });
  const scene = aScene(
    { nodes: [one, two], networks: [sealed, host], ...seen },
    [promised],
    between.started,
    between.goOn,
  );
  const found = await overlayEncrypted.look(scene, new AbortController().signal);
  return { found, only: found[0], order: between.order, asked: scene.asked };
}

test("both ways, sealed, with the kernels' own SPIs: pass; what anybody can read: fail", async () => {
  const { found, only } = await looked();
  assert.deepEqual([found.length, only?.verdict], [1, "pass"], only?.evidence);
  assert.match(only?.evidence ?? "", /^shop_sealed: 2 canaries between one, two delivered, none on the wire/);
  assert.match(only?.evidence ?? "", /the SPIs are those of the kernels' states/);
  const open = await looked(undefined, {}, { sealed: {} });
  assert.equal(open.only?.verdict, "fail", open.only?.evidence);
});

test.each([one, two])("in clear from $hostname alone is in clear", async ({ id }) => {
  const { only } = await looked(undefined, {}, { sealed: { [sealed.Id]: { vni: 4097, clearFrom: id } } });
  assert.equal(only?.verdict, "fail", only?.evidence);
});

test("nobody speaks before every capture listens", async () => {
  const { only, order } = await looked(undefined, {}, { listensAfter: 7 });
  assert.equal(only?.verdict, "pass", only?.evidence);
  assert.deepEqual(
    order.map((what) => what.split(" ")[0]),
    ["listens", "listens", "speaks", "speaks"],
  );
});

test("a capture that does not begin proves nothing, and nobody speaks", async () => {
  const deaf = { [two.id]: "cannot tcpdump: any: You don't have permission" };
  const { only, order } = await looked(undefined, {}, { deaf });
  assert.deepEqual([only?.verdict, order.includes(`speaks ${one.id}`)], ["unknown", false]);
  assert.match(only?.evidence ?? "", /no capture on two: tcpdump: .*permission/);
});

test("a capture that never says that it listens proves nothing", async () => {
  const { only, order } = await looked(undefined, {}, { listensAfter: 1e9 });
  assert.deepEqual([only?.verdict, order], ["unknown", []]);
  assert.match(only?.evidence ?? "", /no capture on one: it did not begin/);
});

test("a capture that falls silent may have missed something", async () => {
  const { only } = await looked(undefined, {}, { silentAfter: { [two.id]: 4 } });
  assert.equal(only?.verdict, "unknown", only?.evidence);
  assert.match(only?.evidence ?? "", /two may have missed something: it fell silent/);
});

test("what is told a little after the canary arrived is waited for", async () => {
  const late = { [sealed.Id]: { vni: 4097, clearFrom: one.id, late: 3 } };
  const { only } = await looked(undefined, {}, { sealed: late });
  assert.equal(only?.verdict, "fail", only?.evidence);
});

test("a task whose lines break off proves nothing", async () => {
  const between = new AWire(wire);
  const scene = aScene(
    { nodes: [one, two], networks: [sealed] },
    [service("shop_sealed")],
    (started) => {
      between.started(started);
      if (started.name.includes("-party-")) started.breakOff();
    },
    between.goOn,
  );
  const [only] = await lookThrough(scene, Trial, new AbortController().signal);
  assert.deepEqual([only?.verdict, /could not be tried/.test(only?.evidence ?? "")], ["unknown", true]);
});

test("a data path on another port is watched there", async () => {
  const { only } = await looked(undefined, { dataPathPort: 7789 }, { port: 7789 });
  assert.equal(only?.verdict, "pass", only?.evidence);
  const open = await looked(undefined, { dataPathPort: 7789 }, { port: 7789, sealed: {} });
  assert.equal(open.only?.verdict, "fail", open.only?.evidence);
});

test.each([
  ["drained", { availability: "drain" }],
  ["down", { state: "down" }],
] as const)("a node that is %s is not tried: unknown, unless what was tried failed", async (_, parts) => {
  const nodes = [one, two, aNode("three", parts)];
  const { only } = await looked(undefined, { nodes });
  assert.equal(only?.verdict, "unknown");
  assert.match(only?.evidence ?? "", /^not tried: three is /);
  assert.equal((await looked(undefined, { nodes }, { sealed: {} })).only?.verdict, "fail");
});

test("a network that is not there, or only as one of the manager's own: unknown", async () => {
  const local = { ...sealed, Scope: "local", Driver: "bridge" };
  for (const networks of [[], [local]]) {
    const { found, only } = await looked(undefined, { networks });
    assert.deepEqual(
      [found.length, only?.verdict, only?.evidence],
      [1, "unknown", "shop_sealed: there is no such network on the swarm"],
    );
  }
});

test("a network of another driver is never passed over: one that encrypts nothing fails, one that is not known is unknown", async () => {
  const clear = await looked(service("mac"), { networks: [macvlan] });
  assert.deepEqual([clear.found.length, clear.only?.verdict], [1, "fail"]);
  assert.match(clear.only?.evidence ?? "", /^mac: its driver is macvlan, which encrypts nothing/);
  const woven = await looked(service("mac"), { networks: [{ ...macvlan, Driver: "weaveworks/net-plugin" }] });
  assert.deepEqual([woven.found.length, woven.only?.verdict], [1, "unknown"]);
  // From one node there is no other to go to; and what is the host's own is not a network of the stack.
  assert.deepEqual(
    (await looked(service("mac", { constraints: ["node.hostname == one"] }), { networks: [macvlan] })).found,
    [],
  );
  assert.deepEqual((await looked(service("host"))).found, []);
});

const here = ["node.hostname == one"];
const running = (parts: Partial<SeenTask>): SeenTask => ({
  ID: "t1",
  ServiceID: "s1",
  NodeID: two.id,
  DesiredState: "running",
  Status: { State: "running" },
  Spec: {},
  ...parts,
});

test("where one node alone may run it nothing leaves it, and nothing is started for that", async () => {
  const { only, asked } = await looked(service("shop_sealed", { constraints: here }));
  assert.deepEqual([only?.verdict, asked], ["pass", []]);
  assert.match(only?.evidence ?? "", /only one may run its tasks/);
  const nowhere = await looked(service("shop_sealed", { constraints: ["node.hostname == three"] }));
  assert.match(nowhere.only?.evidence ?? "", /no node may run its tasks/);
});

test.each([
  ["of the service runs elsewhere nevertheless", running({})],
  [
    "that nobody promised is on it elsewhere",
    running({ ServiceID: "s9", NetworksAttachments: [{ Network: { ID: sealed.Id } }] }),
  ],
])("a task %s: then it is tried", async (_, task) => {
  const services = [{ ID: "s1", Spec: { Name: "shop_web", TaskTemplate: {} } }];
  const promised = service("shop_sealed", { constraints: here });
  const { only } = await looked(promised, { services, tasks: [task] }, { sealed: {} });
  assert.equal(only?.verdict, "fail", only?.evidence);
  for (const gone of [running({ Status: { State: "shutdown" } }), running({ ServiceID: "s9" })])
    assert.equal((await looked(promised, { services, tasks: [gone] }, { sealed: {} })).only?.verdict, "pass");
});

test("what is published through an ingress in clear fails; one made with encryption is not tried; in mode host nobody asks", async () => {
  const ingress = { ...overlay("ingress", 4096), Ingress: true };
  const by = async (PublishMode: string | undefined, made: object, nodes = [one, two]) => {
    const port = { TargetPort: 80, PublishedPort: 8080, ...(PublishMode !== undefined && { PublishMode }) };
    const { found } = await looked(service("shop_sealed", { ports: [port] }), {
      networks: [sealed, made as never],
      nodes,
    });
    return found.filter(({ evidence }) => evidence.startsWith("ingress: ")).map(({ verdict }) => verdict);
  };
  assert.deepEqual(await by("ingress", ingress), ["fail"]);
  assert.deepEqual(await by(undefined, ingress), ["fail"], "it is what a port is published by, unless one says so");
  assert.deepEqual(await by("ingress", { ...ingress, Options: { ...ingress.Options, encrypted: "" } }), ["unknown"]);
  assert.deepEqual(await by("host", ingress), []);
});
