/** The demo stack, from its files to what is changed in it and what is run of it. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "vitest";
import { edit } from "../../../src/harden/testing/edits.ts";
import { showFile } from "../../../src/model/secret.ts";
import { launchesOf } from "../../../src/plan/launch.ts";
import { directory, through } from "./through.ts";

const text = (name: string) => readFileSync(new URL(`../../../examples/tig/${name}`, import.meta.url), "utf8");
const texts = Object.fromEntries(
  ["docker-compose.yml", "mosquitto.conf", "telegraf.conf"].map((name) => [name, text(name)]),
);
const { hardened, problems, after } = through(texts);
const layout = { root: `${directory}/.edgeward`, run: "/run/edgeward" };
const changesOf = (service: string) => hardened.changes.map(edit).filter((line) => line.startsWith(`${service} `));

test("it reads without a problem", () => assert.deepEqual(problems, []));

test("mosquitto asks for a login, obeys an access list, speaks TLS on loopback, within limits", () => {
  assert.deepEqual(changesOf("mosquitto"), [
    "mosquitto gets mosquitto_passwords",
    "mosquitto allow_anonymous false",
    "mosquitto password_file /run/secrets/mosquitto_passwords",
    "mosquitto gets mosquitto_acl",
    "mosquitto acl_file /run/secrets/mosquitto_acl",
    "mosquitto gets mosquitto_certificate",
    "mosquitto gets mosquitto_private_key",
    "mosquitto [listener 8883] certfile /run/secrets/mosquitto_certificate",
    "mosquitto [listener 8883] keyfile /run/secrets/mosquitto_private_key",
    "mosquitto [listener 8883] tls_version tlsv1.2",
    "mosquitto [listener 1883] goes",
    "mosquitto publishes 8883:8883 in place of 1883:1883",
    "mosquitto publishes 127.0.0.1:8883:8883 in place of 8883:8883",
    "mosquitto max_packet_size 262144",
    "mosquitto max_queued_messages 100000",
    "mosquitto max_queued_bytes 67108864",
    "mosquitto [listener 8883] max_connections 500",
  ]);
});

test("telegraf logs in to both, and trusts the stack's own authority alone", () => {
  const login = (section: string, secret: string) => [
    `telegraf [${section}] username telegraf`,
    `telegraf [${section}] password @{edgeward:${secret}}`,
  ];
  const trust = (section: string, server: string) => [
    `telegraf [${section}] ${server}`,
    `telegraf [${section}] tls_ca /run/secrets/telegraf_ca`,
  ];
  assert.deepEqual(changesOf("telegraf"), [
    "telegraf gets telegraf_mqtt_password",
    "telegraf [secretstores.docker[0]] id edgeward",
    ...login("inputs.mqtt_consumer[0]", "telegraf_mqtt_password"),
    ...login("inputs.mqtt_consumer[1]", "telegraf_mqtt_password"),
    "telegraf gets telegraf_ca",
    ...trust("inputs.mqtt_consumer[0]", "servers ssl://mosquitto:8883"),
    ...trust("inputs.mqtt_consumer[1]", "servers ssl://mosquitto:8883"),
    "telegraf gets telegraf_database_password",
    ...login("outputs.influxdb[0]", "telegraf_database_password"),
    ...trust("outputs.influxdb[0]", "urls https://influxdb:8086"),
  ]);
});

test("influxdb, grafana and the agent", () => {
  assert.deepEqual(changesOf("influxdb"), [
    "influxdb INFLUXDB_HTTP_AUTH_ENABLED=true",
    "influxdb INFLUXDB_HTTP_PPROF_ENABLED=true",
    "influxdb INFLUXDB_HTTP_PPROF_AUTH_ENABLED=true",
    "influxdb INFLUXDB_ADMIN_USER=admin",
    "influxdb gets influxdb_first_users_iql at /docker-entrypoint-initdb.d/first_users.iql",
    "influxdb gets influxdb_certificate",
    "influxdb gets influxdb_private_key",
    "influxdb INFLUXDB_HTTP_HTTPS_CERTIFICATE=/run/secrets/influxdb_certificate",
    "influxdb INFLUXDB_HTTP_HTTPS_PRIVATE_KEY=/run/secrets/influxdb_private_key",
    "influxdb INFLUXDB_HTTP_HTTPS_ENABLED=true",
    "influxdb INFLUXDB_TLS_MIN_VERSION=tls1.2",
    "influxdb publishes 127.0.0.1:8086:8086 in place of 8086:8086",
  ]);
  assert.deepEqual(changesOf("grafana"), [
    "grafana gets grafana_database_password",
    "grafana gets grafana_ca",
    "grafana gets grafana_admin_password",
    "grafana GF_SECURITY_ADMIN_PASSWORD goes",
    "grafana GF_SECURITY_ADMIN_PASSWORD__FILE=/run/secrets/grafana_admin_password",
    "grafana GF_AUTH_ANONYMOUS_ENABLED=false",
    "grafana GF_USERS_ALLOW_SIGN_UP=false",
    "grafana publishes 127.0.0.1:3000:3000 in place of 3000:3000",
  ]);
  assert.deepEqual(changesOf("agent"), [
    "agent gets agent_mqtt_password",
    "agent MQTT_PASSWORD goes",
    "agent MQTT_USERNAME=agent",
    "agent MQTT_PASSWORD_FILE=/run/secrets/agent_mqtt_password",
    "agent gets agent_ca",
    "agent MQTT_PORT=8883",
    "agent MQTT_CA_FILE=/run/secrets/agent_ca",
  ]);
});

test("every change of a line that is there says where it stands", () => {
  const placed = hardened.changes.filter(
    (change) => change.kind === "publish" || ("before" in change && change.before !== undefined),
  );
  for (const { at } of placed) assert.ok(at && /^(docker-compose\.yml|mosquitto\.conf|telegraf\.conf)$/.test(at.file));
});

test("each service has the files that it needs, and nothing of another's", () => {
  const names = hardened.generated.map(({ service, name }) => `${service}/${name}`);
  assert.deepEqual(names, [
    ...["passwords", "acl", "certificate", "private_key", "ca"].map((name) => `mosquitto/${name}`),
    ...["users", "first_users.iql", "certificate", "private_key", "ca"].map((name) => `influxdb/${name}`),
    ...["mqtt_password", "database_password", "ca"].map((name) => `telegraf/${name}`),
    ...["admin_password", "database_password", "ca"].map((name) => `grafana/${name}`),
    ...["mqtt_password", "ca"].map((name) => `agent/${name}`),
    ...["ca", "mqtt_password", "database_password", "curl"].map((name) => `operator/${name}`),
  ]);
  const users = hardened.generated.find(({ name }) => name === "users");
  assert.deepEqual(users && showFile(users).trim().split("\n"), [
    "telegraf:<mosquitto-hash of telegraf@influxdb>:write:telegraf",
    "grafana:<mosquitto-hash of grafana@influxdb>:read:telegraf",
    "edgeward:<mosquitto-hash of edgeward@influxdb>:read:telegraf",
  ]);
});

test("what a person has to see to is named, with its place", () => {
  const { unrunnable, problems: unplanned } = launchesOf(hardened, layout);
  assert.deepEqual(
    [...hardened.notices, ...unplanned].map(({ code, at }) => `${code} ${at.file}`),
    ["data-source docker-compose.yml", "no-host-tag telegraf.conf"],
  );
  assert.deepEqual(
    unrunnable.map(({ service }) => service),
    ["grafana"],
  );
});

test("the agent reads what the person named, beside the compose file", () => {
  const agent = launchesOf(hardened, layout).launches.find((launch) => launch.role === "agent");
  assert.deepEqual(agent?.opens.read, [
    "/demo/.edgeward/generated/agent",
    "/proc/diskstats",
    "/proc/loadavg",
    "/proc/meminfo",
    "/proc/net/dev",
    "/proc/self/mounts",
    "/proc/stat",
    "/proc/uptime",
    "/sys",
    "/demo/servo.bin",
    "/demo/servo-layout.json",
  ]);
  assert.deepEqual(
    agent?.sources.map(({ format }) => format),
    ["json", "influx", "influx"],
  );
});

test("written into the files and read again, nothing is left to change, and the same comes of it", () => {
  const again = through(after);
  assert.deepEqual(again.hardened.changes.map(edit), []);
  assert.deepEqual(again.hardened.secrets, hardened.secrets);
  assert.deepEqual(again.hardened.generated, hardened.generated);
  assert.deepEqual(again.after, after);
  const launches = (one: typeof hardened) => launchesOf(one, layout).launches;
  assert.deepEqual(launches(again.hardened), launches(hardened));
});
