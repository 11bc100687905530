import assert from "node:assert/strict";
import { describe, test } from "vitest";
import type { SwarmPlan, SwarmSeen, SwarmStep, SwarmWish } from "../../model/swarm-plan.ts";
import { stepsTo } from "./steps.ts";
import {
  aFile,
  aNetwork,
  aNode,
  aService,
  aSpec,
  aTask,
  aWish,
  nothing,
  ours,
  performed,
  seenAs,
  usingSecret,
} from "./testing/a-swarm.ts";

const said = ({ steps }: SwarmPlan) => steps.map((one) => `${one.step} ${nameOf(one)}`);
function nameOf(step: SwarmStep): string {
  if ("spec" in step) return step.spec.Name;
  if ("file" in step) return step.file.spec.Name;
  if ("name" in step) return step.name;
  return "label" in step ? step.label : step.volume.name;
}
const arrived = (seen: SwarmSeen, wish: SwarmWish) => stepsTo(wish, seen).steps.reduce(performed, seen);

describe("what is to be done", () => {
  test("each step finds what it needs", () => {
    const wish = aWish({
      pins: [{ label: "edgeward.pin.shop.db", node: aNode("two"), why: "data" }],
      networks: [aNetwork("shop_net")],
      files: [aFile("secret", "pw"), aFile("config", "conf")],
      placeholders: ["token"],
      services: [aService(aSpec("db", usingSecret("pw")))],
    });
    assert.deepEqual(said(stepsTo(wish, nothing)), [
      "label edgeward.pin.shop.db",
      "create-network shop_net",
      "create-file pw",
      "create-file conf",
      "create-placeholder token",
      "create-service shop_db",
    ]);
  });

  test("a pin that says something else is no pin", () => {
    const wish = aWish({ pins: [{ label: "edgeward.pin.shop.db", node: aNode("one"), why: "data" }] });
    const on = (value: string) => ({
      ...nothing,
      nodes: [aNode("one", { labels: { "edgeward.pin.shop.db": value } })],
    });
    assert.deepEqual(said(stepsTo(wish, on("false"))), ["label edgeward.pin.shop.db"]);
    assert.deepEqual(said(stepsTo(wish, on("true"))), []);
  });

  test("a service that changed is updated, and the others are left alone", () => {
    const wish = aWish({ services: [aService(aSpec("a")), aService(aSpec("b"))] });
    const seen = arrived(nothing, wish);
    const changed = aWish({ services: [aService(aSpec("a")), aService(aSpec("b", { Env: ["A=1"] }))] });
    assert.deepEqual(
      stepsTo(changed, seen).steps.map(({ step, why }) => `${step}: ${why}`),
      ["update-service: Env changed"],
    );
  });

  test("what somebody changed by hand is changed back, and said to be that", () => {
    const spec = aSpec("a", { Env: ["A=1"] });
    const byHand = {
      ...spec,
      TaskTemplate: { ...spec.TaskTemplate, ContainerSpec: { ...spec.TaskTemplate.ContainerSpec, Env: ["A=2"] } },
    };
    const seen = { ...nothing, services: [seenAs(byHand)] };
    assert.deepEqual(
      stepsTo(aWish({ services: [aService(spec)] }), seen).steps.map(({ why }) => why),
      ["somebody changed Env"],
    );
  });

  test("a mode is not changed: the service is made anew", () => {
    const seen = { ...nothing, services: [seenAs(aSpec("a"))] };
    const wish = aWish({ services: [aService(aSpec("a", {}, { Mode: { Global: {} } }))] });
    assert.deepEqual(said(stepsTo(wish, seen)), ["remove shop_a"]);
    assert.deepEqual(said(stepsTo(wish, arrived(seen, wish))), ["create-service shop_a"]);
  });

  test("a service that is in the file no more goes before others come", () => {
    const seen = { ...nothing, services: [seenAs(aSpec("old"))] };
    assert.deepEqual(said(stepsTo(aWish({ services: [aService(aSpec("new"))] }), seen)), [
      "remove shop_old",
      "create-service shop_new",
    ]);
  });

  test("what others run on the swarm stays, whoever they are", () => {
    const mill = { "com.docker.stack.namespace": "mill", "edgeward.stack": "mill" };
    const others = [mill, {}, { "com.docker.stack.namespace": "docker" }].map((labels, index) => ({
      ...seenAs(aSpec("old")),
      id: `i${index}`,
      name: `other_${index}`,
      labels,
    }));
    assert.deepEqual(stepsTo(aWish(), { ...nothing, services: others }), { steps: [], refusals: [] });
    assert.deepEqual(said(stepsTo(aWish({ services: [aService(aSpec("new"))] }), { ...nothing, services: others })), [
      "create-service shop_new",
    ]);
  });

  test.each([
    ["healthy", "starting", 0],
    ["healthy", "running", 1],
    ["completed", "running", 0],
    ["completed", "complete", 1],
    ["started", "starting", 1],
  ] as const)("one that waits until another is %s is made %2$s: %3$s", (until, state, made) => {
    const db = seenAs(aSpec("db", {}, { task: { RestartPolicy: { Condition: "on-failure" } } }));
    const seen = { ...nothing, services: [db], tasks: [aTask(db, { state })] };
    const web = aService(aSpec("web"), { waitsFor: [{ service: "shop_db", until }] });
    assert.equal(stepsTo(aWish({ services: [aService(db.spec), web] }), seen).steps.length, made);
  });

  test("an update that stopped half-way is taken up again, unless all of it runs", () => {
    const stopped = { ...seenAs(aSpec("a")), update: { state: "paused", message: "it failed" } };
    const wish = aWish({ services: [aService(stopped.spec)] });
    assert.deepEqual(said(stepsTo(wish, { ...nothing, services: [stopped] })), ["update-service shop_a"]);
    assert.deepEqual(said(stepsTo(wish, { ...nothing, services: [stopped], tasks: [aTask(stopped)] })), []);
  });
});

describe("what stands in the way", () => {
  const refused = (wish: SwarmWish, seen: SwarmSeen) => stepsTo(wish, seen).refusals.map(({ what }) => what);
  const theirs = { ...seenAs(aSpec("x")), labels: { "com.docker.stack.namespace": "shop" } };
  const wish = aWish({ networks: [aNetwork("shop_net")], services: [aService(aSpec("x"))] });
  const there = {
    id: "n",
    name: "shop_net",
    labels: ours,
    scope: "swarm",
    driver: "overlay",
    internal: false,
    attachable: false,
    options: {},
    subnets: [],
  };

  test("a stack of that name that somebody else deployed: then nothing is done", () => {
    assert.match(
      refused(wish, { ...nothing, services: [theirs] }).join(),
      /^a stack shop that Edgeward did not deploy .*shop_x$/,
    );
    assert.deepEqual(stepsTo(wish, { ...nothing, services: [theirs] }).steps, []);
  });

  test.each(["networks", "secrets", "configs"] as const)("%s alone are such a stack, too", (kind) => {
    const one = { ...there, name: "shop_left", labels: { "com.docker.stack.namespace": "shop" } };
    assert.match(
      refused(wish, { ...nothing, [kind]: [one] }).join(),
      /^a stack shop that .* did not deploy .*shop_left$/,
    );
  });

  test.each(["secret", "config"] as const)("a %s's name that is taken", (kind) => {
    const files = aWish({ files: [aFile(kind, "pw")] });
    const seen = { ...nothing, [`${kind}s`]: [{ id: "i", name: "pw", labels: { "edgeward.stack": "mill" } }] };
    assert.deepEqual(refused(files, seen), [`the name pw is taken by another ${kind}, of the stack mill`]);
    assert.deepEqual(refused(files, { ...nothing, [`${kind}s`]: [{ id: "i", name: "pw", labels: ours }] }), []);
  });

  test("a name that is taken", () => {
    const taken = {
      ...nothing,
      networks: [{ ...there, labels: {} }],
      services: [{ ...theirs, labels: { "edgeward.stack": "mill" } }],
    };
    assert.deepEqual(refused(wish, taken), [
      "the name shop_x is taken by another service, of the stack mill",
      "the name shop_net is taken by another network",
    ]);
  });

  test.each([
    [{ internal: true }, /internal is true and should be false/],
    [{ attachable: true }, /attachable is true and should be false/],
    [{ driver: "bridge" }, /driver is bridge and should be overlay/],
    [{ options: { encrypted: "" } }, /encrypted is set and should be unset/],
  ])("a network of ours with other options: %j", (options, told) => {
    assert.match(refused(wish, { ...nothing, networks: [{ ...there, ...options }] }).join(), told);
  });

  test("a network of ours with another subnet than the one that is asked for", () => {
    const asked = aWish({
      networks: [aNetwork("shop_net", { IPAM: { Driver: "", Config: [{ Subnet: "10.9.0.0/24" }] } })],
    });
    const seen = (subnets: readonly string[]) => ({ ...nothing, networks: [{ ...there, subnets }] });
    assert.match(
      refused(asked, seen(["10.0.1.0/24"])).join(),
      /subnet is 10\.0\.1\.0\/24 and should be 10\.9\.0\.0\/24/,
    );
    assert.deepEqual(refused(asked, seen(["10.9.0.0/24"])), []);
    assert.deepEqual(refused(wish, seen(["10.0.1.0/24"])), [], "without a wish the engine picks one");
  });

  test("an encrypted network is not taken for one that is not, nor the other way round", () => {
    const encrypted = aWish({ networks: [aNetwork("shop_net", { Options: { encrypted: "" } })] });
    assert.match(refused(encrypted, { ...nothing, networks: [there] }).join(), /encrypted is unset and should be set/);
    const options = { encrypted: "", "com.docker.network.driver.overlay.vxlanid_list": "4098" };
    assert.deepEqual(refused(encrypted, { ...nothing, networks: [{ ...there, options }] }), []);
  });

  test("what services refer to and nobody has", () => {
    const File = { Name: "c", UID: "0", GID: "0", Mode: 0o444 };
    const container = { ...usingSecret("gone"), Configs: [{ File, ConfigName: "unwritten" }] };
    const wanting = aWish({ services: [aService(aSpec("x", container, { task: { Networks: [{ Target: "far" }] } }))] });
    const told = [
      "the external network far is not on this swarm",
      "the external secret gone is not on this swarm",
      "the external config unwritten is not on this swarm",
    ];
    assert.deepEqual(refused(wanting, nothing), told);
    const bridge = { ...there, name: "far", labels: {}, scope: "local", driver: "bridge" };
    assert.deepEqual(refused(wanting, { ...nothing, networks: [bridge] }), told, "one of a node alone will not do");
    assert.deepEqual(refused(wanting, { ...nothing, networks: [{ ...bridge, scope: "swarm" }] }), told.slice(1));
  });
});
