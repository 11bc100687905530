import assert from "node:assert/strict";
import { describe, test } from "vitest";
import type { ServiceSpec } from "../../model/engine-api.ts";
import { objectsOf } from "../swarm/testing/objects.ts";
import { aNode, aSpec, nothing, ours, seenAs, usingSecret } from "../swarm-steps/testing/a-swarm.ts";
import { withImage } from "./image.ts";
import { withOrder } from "./order.ts";
import { pinsFor } from "./pins.ts";
import { withRights } from "./rights.ts";
import { withTokens } from "./tokens.ts";
import { type WishFacts, wishOf } from "./wish.ts";

const facts: WishFacts = {
  stack: "shop",
  digest: (text) => `digest of ${text.length}`,
  texts: new Map([["/srv/a.conf", "listener 8883"]]),
  images: new Map(),
  tokens: new Set(),
  pins: [],
  seen: nothing,
};
const file = `
services:
  web:
    image: box
    networks: [net]
    configs: [conf]
    volumes: [data:/data, /dev/null:/null]
    deploy: {labels: {edgeward.depends-on: "db=service_healthy,job=service_completed_successfully"}}
networks: {net: {}}
volumes: {data: {}}
configs: {conf: {file: ./a.conf}}
`;

test("everything carries both labels: objects, containers, and the volumes that nodes make", () => {
  const { wish } = wishOf(objectsOf(file), facts);
  const [web] = wish.services;
  const container = web?.spec.TaskTemplate.ContainerSpec;
  const labels = [
    ...[wish.networks[0]?.Labels, wish.files[0]?.spec.Labels, web?.spec.Labels],
    ...[container?.Labels, container?.Mounts?.[0]?.VolumeOptions?.Labels],
  ];
  for (const one of labels) {
    const named = [one?.["edgeward.stack"], one?.["com.docker.stack.namespace"]];
    assert.deepEqual(named, ["shop", "shop"]);
  }
  assert.match(web?.spec.Labels["edgeward.spec"] ?? "", /^digest of/);
  assert.equal(container?.Mounts?.[1]?.VolumeOptions, undefined);
});

test("a file that hardening edited is sent as edited, and a service waits for what its label says", () => {
  const { wish } = wishOf(objectsOf(file), facts);
  assert.equal(wish.files[0]?.text, "listener 8883");
  assert.deepEqual(wish.services[0]?.waitsFor, [
    { service: "shop_db", until: "healthy" },
    { service: "shop_job", until: "completed" },
  ]);
});

describe("whose a secret is", () => {
  const of = (image: string, known: string | undefined, user?: string) => {
    const spec = aSpec("a", { Image: image, ...usingSecret("pw"), ...(user !== undefined && { User: user }) });
    const { spec: after, open } = withRights(spec, known === undefined ? undefined : { user: known });
    const target = after.TaskTemplate.ContainerSpec.Secrets?.[0]?.File;
    return open === undefined
      ? `${target?.UID}:${target?.GID} ${target?.Mode.toString(8)}`
      : `${target?.Mode.toString(8)}: ${open}`;
  };
  test.each<[string, string | undefined, string | undefined, RegExp]>([
    ["grafana/grafana:11", "472", undefined, /^472:0 400$/],
    ["box", "2002:2001", undefined, /^2002:2001 400$/],
    ["docker.io/library/eclipse-mosquitto:2", "mosquitto", undefined, /^1883:0 400$/],
    ["telegraf:1.30@sha256:00", "telegraf", undefined, /^999:0 400$/],
    ["box", "", "1000", /^1000:0 400$/],
    ["eclipse-mosquitto:2", "", undefined, /^444: .*starts as root/],
    ["box", "root", undefined, /^444: .*starts as root/],
    ["mine/telegraf-like", "telegraf", undefined, /^444: .*telegraf.*in the image alone/],
    ["box", undefined, undefined, /^444: .*not known/],
  ])("%s, whose image says %j, and the compose file %j", (image, known, user, told) =>
    assert.match(of(image, known, user), told),
  );

  test("what a person said stays", () => {
    const secrets = [{ File: { Name: "s", UID: "5", GID: "0", Mode: 0o440 }, SecretName: "pw" }];
    const spec = aSpec("a", { Secrets: secrets });
    assert.deepEqual(withRights(spec, { user: "" }), { spec });
  });

  test("what a person said of one stays beside another of which nobody said anything", () => {
    const [said] = [{ File: { Name: "s", UID: "5", GID: "0", Mode: 0o440 }, SecretName: "said" }];
    const Secrets = [said, ...(usingSecret("pw").Secrets ?? [])];
    const [first, second] =
      withRights(aSpec("a", { Secrets }), { user: "7" }).spec.TaskTemplate.ContainerSpec.Secrets ?? [];
    assert.deepEqual([first, second?.File.UID, second?.File.Mode], [said, "7", 0o400]);
  });
});

describe("which image it is", () => {
  const image = (spec: ServiceSpec) => {
    const { Image, Labels } = spec.TaskTemplate.ContainerSpec;
    return [Image, Labels["edgeward.image"]];
  };
  const named = aSpec("a", { Image: "box:1" }, { Labels: { ...ours, "com.docker.stack.image": "box:1" } });
  test("the registry's digest, else the id that a node has", () => {
    assert.deepEqual(image(withImage(named, { digest: "sha256:d", id: "sha256:i" }, undefined)), [
      "box:1@sha256:d",
      undefined,
    ]);
    assert.deepEqual(image(withImage(named, { id: "sha256:i" }, undefined)), ["box:1", "sha256:i"]);
  });
  test("where nobody answers for once, it stays what it was", () => {
    for (const known of [{ digest: "sha256:d" }, { id: "sha256:i" }]) {
      const before = withImage(named, known, undefined);
      assert.deepEqual(withImage(named, undefined, seenAs(before)), before);
    }
  });
  test("another name is another image", () => {
    const before = seenAs(withImage(named, { digest: "sha256:d" }, undefined));
    const next = aSpec("a", { Image: "box:2" }, { Labels: { ...ours, "com.docker.stack.image": "box:2" } });
    assert.deepEqual(image(withImage(next, undefined, before)), ["box:2", undefined]);
  });
});

test.each<[string, object, object, boolean]>([
  ["several tasks", {}, {}, true],
  ["one task", { Mode: { Replicated: { Replicas: 1 } } }, {}, false],
  ["one on each node", { Mode: { Global: {} } }, {}, false],
  ["a port of the node", { EndpointSpec: { Ports: [{ PublishMode: "host" }] } }, {}, false],
  ["data", {}, { Mounts: [{ Type: "volume", Source: "v" }] }, false],
  ["data that is only read", {}, { Mounts: [{ Type: "volume", Source: "v", ReadOnly: true }] }, true],
  ["a person's own order", { UpdateConfig: { Parallelism: 1, MaxFailureRatio: 0, Order: "stop-first" } }, {}, false],
])("%s: the new task starts before the old one ends: %4$s", (_, more, container, isFirst) => {
  const spec = aSpec("a", container, { Mode: { Replicated: { Replicas: 2 } }, ...more });
  assert.equal(withOrder(spec).UpdateConfig?.Order === "start-first", isFirst);
});

test("a token that was delivered is not taken away again, and one that was not has a place", () => {
  const spec = aSpec("a", usingSecret("token"));
  const tokens = new Set(["token"]);
  assert.deepEqual(withTokens(spec, undefined, tokens, []).empty, ["token"]);
  const there = seenAs(aSpec("a", usingSecret("token_1")));
  const delivered = [{ id: "1", name: "token_1", labels: { ...ours, "edgeward.token": "a" } }];
  const kept = withTokens(spec, there, tokens, delivered);
  assert.deepEqual([kept.empty, kept.spec.TaskTemplate.ContainerSpec.Secrets?.[0]?.SecretName], [[], "token_1"]);
  assert.deepEqual(withTokens(spec, there, tokens, [{ ...delivered[0], labels: ours } as never]).empty, ["token"]);
});

describe("where data is to lie", () => {
  const pinned = (name: string, ...more: string[]) =>
    aSpec(
      name,
      { Mounts: [{ Type: "volume", Source: "shop_data" }] },
      { task: { Placement: { Constraints: ["node.labels.edgeward.pin.shop.db == true", ...more] } } },
    );
  const nodes = [aNode("a"), aNode("b", { role: "manager" }), aNode("c", { labels: { site: "hall" } })];
  const chosen = (services: readonly ServiceSpec[], among = nodes, holder = "") => {
    const { pins, refusals } = pinsFor(
      services,
      among,
      ({ hostname }, volumes) => hostname === holder && volumes.includes("shop_data"),
    );
    return [
      ...pins.map(({ label, node }) => `${label} on ${node.hostname}`),
      ...refusals.map(({ what }) => what),
    ].join();
  };
  const carries = aNode("d", { labels: { "edgeward.pin.shop.db": "true" } });
  const label = "edgeward.pin.shop.db";
  test.each<[string, string, string]>([
    ["a manager before others", chosen([pinned("db")]), `${label} on b`],
    [
      "where all that share it may run",
      chosen([pinned("db"), pinned("ui", "node.labels.site == hall")]),
      `${label} on c`,
    ],
    ["where it lies already", chosen([pinned("db")], nodes, "a"), `${label} on a`],
    ["where a node has the label, nothing is chosen", chosen([pinned("db")], [...nodes, carries]), ""],
    [
      "on none that takes no tasks",
      chosen(
        [pinned("db")],
        [
          aNode("a"),
          aNode("b", { role: "manager", availability: "drain" }),
          aNode("c", { role: "manager", state: "down" }),
        ],
      ),
      `${label} on a`,
    ],
    ["by name among equals", chosen([pinned("db", "node.role == worker")]), `${label} on a`],
  ])("%s", (_, is, should) => assert.equal(is, should));

  test("two nodes with the label, none that fits, and a zone without nodes are told", () => {
    assert.match(
      chosen([pinned("db")], [...nodes, carries, { ...carries, id: "e", hostname: "e" }]),
      /^2 nodes carry the label .*: d, e;/,
    );
    assert.match(
      chosen([pinned("db", "node.labels.site == moon")]),
      /^no node can keep the data of shop_db: it needs node.labels.site == moon/,
    );
    assert.match(
      chosen([pinned("db", "node.labels.edgeward.zone == device")]),
      /^no node is in the zone device, where shop_db is to run/,
    );
  });
});
