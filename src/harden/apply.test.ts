import assert from "node:assert/strict";
import { test } from "vitest";
import type { Change } from "../model/change.ts";
import { serviceName } from "../model/name.ts";
import { apply } from "./apply.ts";
import { aPort, aService, aStack, mosquittoConf, somewhere } from "./testing/stacks.ts";

const reasoned = { measure: "m", why: "w", source: "s" };
const service = serviceName("mosquitto");
const stack = aStack([
  aService("mosquitto", {
    role: "broker",
    ports: ["1883:1883", "9001:9001"],
    environment: { A: "1", B: "2", C: "3" },
    mounts: ["data:/data"],
    configs: [mosquittoConf("allow_anonymous true", "listener 1883", "max_connections 3", "listener 9001")],
  }),
  aService("other", { ports: ["1883:1883"], environment: { A: "1" } }),
]);

const changed = (change: Change) => apply(stack, change).services[0];
const conf = (change: Change) => {
  const [file] = changed(change)?.configs ?? [];
  return [...(file?.settings.map(({ section, key, value }) => `${section}|${key} ${value}`) ?? [])];
};
const setting = { ...reasoned, kind: "setting", service, file: "mosquitto.conf" } as const;
const standing = [
  "|allow_anonymous true",
  "listener 1883|listener 1883",
  "listener 1883|max_connections 3",
  "listener 9001|listener 9001",
];

test("a port moves in its place, goes, or comes", () => {
  const port = aPort("8883:8883");
  const publish = { ...reasoned, kind: "publish", service, port } as const;
  const targets = (change: Change) => changed(change)?.ports.map(({ target }) => target);
  assert.deepEqual(targets({ ...publish, before: aPort("1883:1883") }), [8883, 9001]);
  assert.deepEqual(targets(publish), [1883, 9001, 8883]);
  assert.deepEqual(targets({ ...reasoned, kind: "unpublish", service, port: aPort("9001:9001") }), [1883]);
  assert.deepEqual(targets({ ...reasoned, kind: "unpublish", service, port: aPort("1:9001") }), [1883, 9001]);
});

test("a variable changes in its place, goes, or comes last", () => {
  const variable = { ...reasoned, kind: "environment", service } as const;
  const all = (change: Change) => changed(change)?.environment.map(({ name, value }) => `${name}=${value}`);
  assert.deepEqual(all({ ...variable, name: "B", after: "x" }), ["A=1", "B=x", "C=3"]);
  assert.deepEqual(all({ ...variable, name: "B", before: "2" }), ["A=1", "C=3"]);
  assert.deepEqual(all({ ...variable, name: "D", after: "4" }), ["A=1", "B=2", "C=3", "D=4"]);
});

test("a setting changes in its place, goes, or comes with its section", () => {
  const anonymous = { ...setting, section: "", key: "allow_anonymous", before: true } as const;
  assert.deepEqual(conf({ ...anonymous, after: false }), ["|allow_anonymous false", ...standing.slice(1)]);
  assert.deepEqual(conf(anonymous), standing.slice(1));
  const added: Change = { ...setting, section: "listener 8883", key: "certfile", after: "/c" };
  assert.deepEqual(conf(added), [...standing, "listener 8883|certfile /c"]);
  assert.deepEqual(
    changed(added)?.configs[0]?.sections.map(({ value }) => value),
    ["listener 1883", "listener 9001", "listener 8883"],
  );
});

test("a section goes with its settings", () => {
  const change: Change = {
    ...reasoned,
    kind: "drop-section",
    service,
    file: "mosquitto.conf",
    section: "listener 1883",
  };
  assert.deepEqual(conf(change), ["|allow_anonymous true", "listener 9001|listener 9001"]);
  assert.deepEqual(
    changed(change)?.configs[0]?.sections.map(({ value }) => value),
    ["listener 9001"],
  );
});

test("a secret is granted, a volume closed", () => {
  assert.deepEqual(
    changed({ ...reasoned, kind: "grant", service, secret: "x" })?.grants.map(({ value }) => value),
    ["x"],
  );
  const volumes = apply(stack, { ...reasoned, kind: "volume-mode", volume: "data", after: 0o700 }).volumes;
  assert.deepEqual(volumes, [{ name: "data", at: somewhere, mode: 0o700 }]);
});

test("a change edits its own service alone, and one that fits nothing edits nothing", () => {
  const change: Change = { ...reasoned, kind: "environment", service, name: "A", after: "x" };
  assert.equal(apply(stack, change).services[1], stack.services[1]);
  assert.deepEqual(apply(stack, { ...change, service: serviceName("nobody") }), stack);
  assert.deepEqual(conf({ ...setting, section: "", key: "allow_anonymous", before: false, after: true }), standing);
});
