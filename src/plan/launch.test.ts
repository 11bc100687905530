import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { harden } from "../harden/harden.ts";
import { stacks } from "../harden/testing/arbitrary.ts";
import { aService, aStack, mosquittoConf, telegrafConf } from "../harden/testing/stacks.ts";
import { aTig } from "../harden/testing/tig.ts";
import type { Launch } from "../model/launch.ts";
import { generatedDir, generatedFile } from "../model/layout.ts";
import type { Service, Stack } from "../model/stack.ts";
import { launchesOf } from "./launch.ts";

const layout = { root: "/stack/.edgeward", run: "/run/edgeward" };
const planned = (stack: Stack) => launchesOf(harden(stack), layout);
const of = (services: readonly Service[]) => planned(aStack(services));
const launched = <R extends Launch["role"]>(services: readonly Service[], role: R) =>
  of(services).launches.find((launch): launch is Extract<Launch, { role: R }> => launch.role === role);

test("of the demo stack all but the dashboard runs here", () => {
  const { launches, unrunnable, problems } = planned(aTig());
  assert.deepEqual(
    launches.map(({ service, role, process }) => `${service} ${role} ${process}`),
    ["mosquitto broker core", "influxdb database core", "telegraf ingest core", "agent agent agent"],
  );
  assert.deepEqual(unrunnable, [
    {
      service: "grafana",
      role: "dashboard",
      needs: "grafana-server on this machine, or Docker; or Edgeward's console in its place",
    },
  ]);
  assert.deepEqual(problems, []);
});

test("nobody publishes before somebody takes it in: database, ingest, broker, agents", () => {
  const needs = planned(aTig()).launches.map((launch) => [launch.service, launch.needs]);
  assert.deepEqual(Object.fromEntries(needs), {
    influxdb: [],
    telegraf: ["influxdb"],
    mosquitto: ["telegraf"],
    agent: ["mosquitto", "telegraf"],
  });
});

test("a broker knows whose job it is to take its messages in, where somebody's it is", () => {
  const brokers = [...planned(aTig()).launches, ...of([broker("alone")]).launches].filter(
    ({ role }) => role === "broker",
  );
  assert.deepEqual(
    brokers.map((launch) => "ingest" in launch && launch.ingest),
    ["telegraf", false],
  );
});

test("every service is launched or named, and every need is launched", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { launches, unrunnable } = planned(stack);
      const names = [...launches, ...unrunnable].map((one) => one.service);
      assert.deepEqual(names.toSorted(), stack.services.map((service) => service.name).toSorted());
      for (const { needs } of launches)
        for (const need of needs)
          assert.ok(
            launches.some((launch) => launch.service === need),
            need,
          );
    }),
  );
});

test("needs never go in a circle", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const { launches } = planned(stack);
      const ready = new Set<string>();
      for (let round = 0; round < launches.length; round++)
        for (const { service, needs } of launches) if (needs.every((need) => ready.has(need))) ready.add(service);
      assert.equal(ready.size, launches.length);
    }),
  );
});

test("a launch names files that were generated for its own service, and may read no others", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const hardened = harden(stack);
      const files = new Set(hardened.generated.map((file) => generatedFile(layout, file.service, file.name)));
      for (const launch of launchesOf(hardened, layout).launches) {
        const own = generatedDir(layout, launch.service);
        const named = JSON.stringify(launch).match(/\/stack\/\.edgeward\/generated\/[\w./-]+/g) ?? [];
        for (const path of named.filter((path) => path !== own)) {
          assert.ok(files.has(path), path);
          assert.ok(path.startsWith(`${own}/`), path);
        }
        assert.ok(launch.opens.read.includes(own));
        assert.deepEqual(
          launch.opens.write.filter((path) => path.includes("/generated")),
          [],
        );
      }
    }),
  );
});

test("a launch holds no secret and no hole", () => {
  assert.ok(!/hole|secret/.test(JSON.stringify(planned(aTig()).launches)));
});

test("no two servers are given one address", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      const taken = planned(stack).launches.flatMap((launch) => ("listeners" in launch ? launch.listeners : []));
      const addresses = taken.map(({ host, port }) => `${host}:${port}`);
      assert.equal(new Set(addresses).size, addresses.length);
    }),
  );
});

const broker = (name: string, ...ports: readonly string[]) => aService(name, { role: "broker", ports });
const database = (ports: readonly string[] = [], image = "influxdb:1.8") =>
  aService("influxdb", { role: "database", image, ports });

test.each<[string, readonly string[], readonly { host: string; port: number }[]]>([
  ["published, it listens there", ["1883:1883"], [{ host: "127.0.0.1", port: 8883 }]],
  ["on the number that somebody chose", ["11883:1883"], [{ host: "127.0.0.1", port: 11883 }]],
  [
    "published twice",
    ["1883:1883", "9999:1883"],
    [
      { host: "127.0.0.1", port: 8883 },
      { host: "127.0.0.1", port: 9999 },
    ],
  ],
  ["not published, on loopback at its own port", [], [{ host: "127.0.0.1", port: 8883 }]],
  ["another port is not its", ["9001:9001"], [{ host: "127.0.0.1", port: 8883 }]],
])("where a broker listens: %s", (_, ports, expected) => {
  assert.deepEqual(launched([broker("mosquitto", ...ports)], "broker")?.listeners, expected);
});

test("a broker listens where x-edgeward.listen says, and its agents reach it there or on loopback", () => {
  const agent = aService("agent", { role: "agent", collect: { host: { topic: "a", everyMs: 100 } } });
  const on = (listen: string) => [aService("mosquitto", { role: "broker", ports: ["1883:1883"], listen }), agent];
  assert.deepEqual(launched(on("10.0.0.1"), "broker")?.listeners, [{ host: "10.0.0.1", port: 8883 }]);
  assert.equal(launched(on("10.0.0.1"), "agent")?.broker.host, "10.0.0.1");
  assert.equal(launched(on("0.0.0.0"), "agent")?.broker.host, "127.0.0.1");
});

test("a second server on the same address is named", () => {
  assert.deepEqual(of([broker("north"), broker("south")]).unrunnable, [
    { service: "south", role: "broker", needs: "a port of its own: north has 127.0.0.1:8883 already" },
  ]);
});

test.each([
  ["influxdb:1.8", 8086, "/stack/.edgeward/data/influxdb/_data"],
  ["influxdb:3-core", 8181, "/stack/.edgeward/data/influxdb/_data"],
])("%s that nobody publishes listens on %i, and keeps its data in %s", (image, port, dataDir) => {
  const launch = launched([database([], image)], "database");
  assert.deepEqual(
    [launch?.listeners, launch?.dataDir, launch?.process],
    [[{ host: "127.0.0.1", port }], dataDir, "influxdb"],
  );
});

test("points are kept as long as the policy says", () => {
  const { launches } = planned(aStack([database()], { policy: { retentionS: 3600 } }));
  assert.equal(launches[0]?.role === "database" && launches[0].retentionS, 3600);
});

const persistent = ["persistence true", "persistence_location /mosquitto/data/", "listener 1883"];
test.each<[string, readonly string[], readonly string[], string | undefined]>([
  ["in the volume's directory", persistent, ["m-data:/mosquitto/data"], "/stack/.edgeward/data/m-data/_data"],
  ["in the directory that is bound there", persistent, ["/srv/m:/mosquitto"], "/srv/m"],
  ["in a directory of its own", persistent, ["m-data:/elsewhere"], "/stack/.edgeward/data/mosquitto/_data"],
  ["nowhere", ["listener 1883"], ["m-data:/mosquitto/data"], undefined],
])("sessions are kept %s", (_, lines, mounts, expected) => {
  const service = aService("mosquitto", { role: "broker", mounts, configs: [mosquittoConf(...lines)] });
  const launch = launched([service], "broker");
  assert.equal(launch?.dataDir, expected);
  assert.deepEqual(launch?.opens.write, expected === undefined ? [] : [expected]);
});

test("the broker's limits are those of its settings", () => {
  const lines = [
    "max_packet_size 5000",
    "max_queued_messages 7",
    "max_queued_bytes 8",
    "listener 8883",
    "max_connections 3",
    "listener 8884",
    "max_connections 4",
  ];
  const service = aService("mosquitto", { role: "broker", configs: [mosquittoConf(...lines)] });
  assert.deepEqual(launched([service], "broker")?.limits, {
    packetBytes: 5000,
    queuedMessages: 7,
    queuedBytes: 8,
    connections: 7,
    connectMs: 10_000,
  });
});

test("a limit on payloads bounds the packet, with room for the longest topic", () => {
  const service = aService("mosquitto", { role: "broker", configs: [mosquittoConf("message_size_limit 100")] });
  assert.equal(launched([service], "broker")?.limits.packetBytes, 100 + 65_544);
});

test.each<[string, Service, RegExp]>([
  [
    "EdgeX",
    aService("core-data", { role: "core", image: "edgexfoundry/core-data:3" }),
    /^Docker, for edgexfoundry\/core-data:3/,
  ],
  [
    "another database",
    aService("db", { role: "database", image: "timescale/timescaledb:2" }),
    /timescaledb:2 on this machine, or Docker/,
  ],
  [
    "a program that is not installed",
    aService("m", { role: "broker", provider: "system" }),
    /apt-get install mosquitto/,
  ],
  ["an agent that collects nothing", aService("a", { role: "agent" }), /x-edgeward\.collect/],
  [
    "an agent without a broker",
    aService("a", { role: "agent", collect: { host: { topic: "a", everyMs: 100 } } }),
    /a broker that runs here/,
  ],
  ["another dashboard", aService("c", { role: "dashboard", image: "chronograf:1" }), /^Docker, for chronograf:1$/],
  ["a Telegraf without a file", aService("t", { role: "ingest" }), /a telegraf\.conf/],
  [
    "a Telegraf without MQTT",
    aService("t", { role: "ingest", configs: [telegrafConf(["inputs.cpu[0]", {}])] }),
    /nothing in its configuration reads MQTT/,
  ],
])("%s is named with what it needs", (_, service, needs) => {
  const { unrunnable, launches } = of([service]);
  assert.deepEqual(launches, []);
  assert.match(unrunnable[0]?.needs ?? "", needs);
});

test("a service that is called like the shared process has one of its own", () => {
  const agent = aService("core", { role: "agent", collect: { host: { topic: "a", everyMs: 100 } } });
  assert.equal(launched([broker("mosquitto"), agent], "agent")?.process, "service:core");
});
