import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "../../../harden/harden.ts";
import { aService, aStack, mosquittoConf } from "../../../harden/testing/stacks.ts";
import { aTig } from "../../../harden/testing/tig.ts";
import type { BrokerLaunch, DatabaseLaunch, IngestLaunch, Launch } from "../../../model/launch.ts";
import type { Programs } from "../../../model/program.ts";
import type { Service, Stack } from "../../../model/stack.ts";
import { launchesOf } from "../../launch.ts";
import { programsNamed } from "./unfit.ts";

const layout = { root: "/stack/.edgeward", run: "/run/edgeward" };
const installed: Programs = {
  mosquitto: { name: "mosquitto", path: "/usr/sbin/mosquitto", version: "2.0.11" },
  influxd: { name: "influxd", path: "/usr/bin/influxd", version: "1.6.7" },
};

const played = (names: readonly string[], { services, ...rest }: Stack = aTig()): Stack => ({
  ...rest,
  services: services.map(
    (service): Service => (names.includes(service.name) ? { ...service, provider: "system" } : service),
  ),
});
const planned = (names: readonly string[], programs = installed, stack?: Stack) =>
  launchesOf(harden(played(names, stack)), layout, programs);
const both = ["mosquitto", "influxdb"];

function launched<R extends Launch["role"]>(launches: readonly Launch[], role: R): Extract<Launch, { role: R }> {
  const found = launches.find((launch): launch is Extract<Launch, { role: R }> => launch.role === role);
  assert.ok(found, role);
  return found;
}

/** The lines of a mosquitto.conf, as option and value. */
const optionsOf = (launch: BrokerLaunch): readonly string[] =>
  (launch.program?.config ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("#"));

const aBroker = (...lines: readonly string[]): Stack =>
  aStack([aService("mosquitto", { role: "broker", ports: ["1883:1883"], configs: [mosquittoConf(...lines)] })]);

test("only what a stack wants to be installed is looked for", () => {
  assert.deepEqual(programsNamed(aTig()), []);
  assert.deepEqual(programsNamed(played(both)), ["mosquitto", "influxd"]);
});

test.each<[string, Programs, readonly string[]]>([
  ["nothing is installed", {}, ["mosquitto: apt-get install mosquitto", "influxd: apt-get install influxdb"]],
  [
    "what is installed is of another version",
    {
      mosquitto: { name: "mosquitto", path: "/usr/sbin/mosquitto", version: "1.6.9" },
      influxd: { name: "influxd", path: "/usr/bin/influxd", version: "2.7.1" },
    },
    ["mosquitto 2.0 or newer: /usr/sbin/mosquitto is 1.6.9", "influxd of InfluxDB 1: /usr/bin/influxd is 2.7.1"],
  ],
])("where %s, the services say what they need, and nothing embedded takes their place", (_, programs, needs) => {
  const { launches, unrunnable } = planned(both, programs);
  assert.deepEqual(
    unrunnable.slice(0, 2).map((one) => one.needs),
    needs,
  );
  assert.deepEqual(launches, []);
});

test("an image of InfluxDB 2 is not what influxd of version 1 plays", () => {
  const stack = aStack([aService("influxdb", { role: "database", image: "influxdb:2.7" })]);
  assert.match(planned(["influxdb"], installed, stack).unrunnable[0]?.needs ?? "", /^an image of InfluxDB 1/);
});

test("the same addresses, files and data as the embedded services have", () => {
  const programs = planned(both).launches;
  const embedded = planned([]).launches;
  const common = ({ listeners, tls, dataDir }: BrokerLaunch | DatabaseLaunch) => ({ listeners, tls, dataDir });
  for (const role of ["broker", "database"] as const)
    assert.deepEqual(common(launched(programs, role)), common(launched(embedded, role)));
});

test("mosquitto lets nobody in without a login, speaks TLS 1.2 or newer, and keeps its limits", () => {
  const options = optionsOf(launched(planned(both).launches, "broker"));
  const own = "/stack/.edgeward/generated/mosquitto";
  for (const option of [
    "allow_anonymous false",
    "per_listener_settings false",
    `password_file ${own}/passwords`,
    `acl_file ${own}/acl`,
    "persistence true",
    "persistence_location /stack/.edgeward/data/mosquitto-data/_data/",
    "listener 8883 127.0.0.1",
    `certfile ${own}/certificate`,
    `keyfile ${own}/private_key`,
    "tls_version tlsv1.2",
    "max_packet_size 262144",
    "max_queued_messages 100000",
    "max_connections 500",
  ])
    assert.ok(options.includes(option), option);
  const listeners = options.filter((option) => option.startsWith("listener "));
  assert.equal(listeners.length, 1);
});

test("what the person wrote goes with it, or is named", () => {
  const stack = aBroker(
    "listener 1883",
    "allow_anonymous true",
    "max_inflight_messages 7",
    "log_type error",
    "log_type warning",
    "include_dir /etc/more",
    "max_qos 1",
    "max_connections 9",
  );
  const { launches, problems } = planned(["mosquitto"], installed, stack);
  const options = optionsOf(launched(launches, "broker"));
  assert.deepEqual(
    options.filter((option) => /^(max_inflight_messages|log_type|max_qos|max_connections|include_dir)/.test(option)),
    ["max_inflight_messages 7", "log_type error", "log_type warning", "max_connections 9", "max_qos 1"],
  );
  assert.deepEqual(
    problems.map(({ code, what }) => `${code}: ${what}`),
    ["not-carried: `include_dir` is not carried over to the installed mosquitto"],
  );
});

test("an influxd can be connected to over a socket alone, and its gate has the address", () => {
  const launch = launched(planned(both).launches, "database");
  const { program } = launch;
  assert.equal(program?.gated, "/run/edgeward/influxdb:influxd/http");
  // Of any fixed number another service, or another stack's influxd, could have made its own.
  assert.deepEqual(program.sealed, [
    { host: "255.255.255.255", port: 0 },
    { host: "255.255.255.255", port: 0 },
  ]);
  for (const config of [program.config, program.firstUsers?.config ?? ""]) {
    const addresses = [...config.matchAll(/bind-address = "([^"]*)"/g)].map(([, address]) => address);
    assert.deepEqual(addresses.toSorted(), ["255.255.255.255:0", "255.255.255.255:0"]);
  }
  assert.match(program.config, /^auth-enabled = true$/m);
  assert.match(program.firstUsers?.config ?? "", /^auth-enabled = false$/m);
  assert.notEqual(program.firstUsers?.socket, program.gated);
  // The gate needs certificate and key, and none of the data.
  assert.deepEqual([launch.opens.write, program.opens.write], [[], [launch.dataDir]]);
});

test("what the person set of an influxd goes with it", () => {
  const stack = aStack([
    aService("influxdb", {
      role: "database",
      image: "influxdb:1.8",
      environment: {
        INFLUXDB_DATA_MAX_SERIES_PER_DATABASE: "5",
        INFLUXDB_COORDINATOR_QUERY_TIMEOUT: "10s",
        INFLUXDB_HTTP_AUTH_ENABLED: "false",
        INFLUXDB_HTTP_BIND_ADDRESS: ":9",
      },
    }),
  ]);
  const config = launched(planned(["influxdb"], installed, stack).launches, "database").program?.config ?? "";
  assert.match(config, /^max-series-per-database = 5$/m);
  assert.match(config, /^query-timeout = "10s"$/m);
  assert.match(config, /^auth-enabled = true$/m);
  assert.doesNotMatch(config, /":9"/);
});

test("a database that nobody has a login for is played by the program all the same", () => {
  const stack = aStack([aService("influxdb", { role: "database", image: "influxdb:1.8" })]);
  assert.equal(launched(planned(["influxdb"], installed, stack).launches, "database").program?.check, undefined);
});

test("points are kept as long as the policy says", () => {
  const statements = (retentionS?: number) => {
    const stack = { ...aTig(), policy: retentionS === undefined ? {} : { retentionS } };
    return launched(planned(both, installed, stack).launches, "database").program?.firstUsers?.statements;
  };
  const says = (duration: string) => [`ALTER RETENTION POLICY "autogen" ON "telegraf" DURATION ${duration}`];
  assert.deepEqual([statements(), statements(7200), statements(60)], [says("INF"), says("7200s"), says("3600s")]);
});

test.each<[readonly string[], string, readonly string[], boolean, boolean]>([
  [[], "core", ["influxdb"], false, false],
  [both, "telegraf", ["influxdb", "mosquitto"], true, true],
  [["mosquitto"], "core", ["influxdb", "mosquitto"], true, false],
  [["influxdb"], "core", ["influxdb"], false, true],
])("with %j installed the ingest runs in %s and waits for %j", (names, process, needs, link, writer) => {
  const { launches } = planned(names);
  const ingest: IngestLaunch = launched(launches, "ingest");
  assert.deepEqual(
    [ingest.process, ingest.needs, ingest.link !== undefined, ingest.writer !== undefined],
    [process, needs, link, writer],
  );
  const broker = launched(launches, "broker");
  assert.deepEqual([broker.ingest, broker.needs], link ? [undefined, []] : ["telegraf", ["telegraf"]]);
  const own = "/stack/.edgeward/generated/telegraf";
  if (ingest.link) assert.equal(ingest.link.passwordFile, `${own}/mqtt_password`);
  if (ingest.writer) assert.equal(ingest.writer.passwordFile, `${own}/database_password`);
});

test("each installed program is a process of its own", () => {
  const processes = planned(both).launches.map((launch) => launch.process);
  assert.deepEqual(processes, ["mosquitto", "influxdb", "telegraf", "agent"]);
});

test("no secret is in what is started, only paths", () => {
  const text = JSON.stringify(planned(both).launches);
  assert.doesNotMatch(text, /"hole"|password":"(?!\/)/);
});
