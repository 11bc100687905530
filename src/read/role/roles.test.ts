import { expect, test } from "vitest";
import type { EnvVar, Mount } from "../../model/stack.ts";
import { inferRole } from "./roles.ts";

const at = { file: "f", line: 1, column: 1 };
const image = (value: string) => ({ value, at });
const command = (...value: readonly string[]) => ({ value, at });
const variable = (name: string): EnvVar => ({ name, value: "x", at });
const bind = (source: string, target: string): Mount => ({ kind: "bind", source, target, readOnly: false, at });
const none = { mounts: [], environment: [] };

test.each([
  ["eclipse-mosquitto:2.0", "broker"],
  ["registry.example.org:5000/mirror/eclipse-mosquitto", "broker"],
  ["emqx/emqx:5", "broker"],
  ["hivemq/hivemq-ce", "broker"],
  ["vernemq/vernemq", "broker"],
  ["telegraf:1.30-alpine", "ingest"],
  ["influxdb:1.8", "database"],
  ["victoriametrics/victoria-metrics", "database"],
  ["timescale/timescaledb:latest-pg16", "database"],
  ["grafana/grafana:10.4.2", "dashboard"],
  ["grafana/grafana-oss", "dashboard"],
  ["hashicorp/vault", "secret-store"],
  ["openbao/openbao:2.4", "secret-store"],
  ["nginx:1.29-alpine-slim", "proxy"],
  ["traefik:v3", "proxy"],
  ["kong:2.6", "proxy"],
  ["caddy", "proxy"],
  ["nexus3.edgexfoundry.org:10004/device-rest:latest", "device"],
  ["edgexfoundry/core-data:4.0.0", "core"],
  ["edgexfoundry/docker-device-modbus-go", "device"],
  ["nexus3.edgexfoundry.org:10004/security-proxy-setup", "core"],
  ["postgres:13", "other"],
  ["grafana/loki", "other"],
  ["example/edge-agent", "other"],
])("%s is a %s", (name, role) => expect(inferRole({ ...none, image: image(name) }).role).toBe(role));

test.each([
  [
    "what a person says goes before everything",
    { said: { value: "agent" as const, at }, image: image("influxdb") },
    "agent",
    "x-edgeward.role",
  ],
  [
    "the image goes before settings",
    { image: image("influxdb"), environment: [variable("MQTT_HOST")] },
    "database",
    "image influxdb",
  ],
  [
    "what Edgeward plays",
    { image: image("edgeward"), command: command("play", "agent") },
    "agent",
    "command play agent",
  ],
  [
    "what it takes in",
    { image: image("a/edgeward:1"), command: command("play", "ingest") },
    "ingest",
    "command play ingest",
  ],
  ["its console", { command: command("edgeward", "play", "console") }, "dashboard", "command play console"],
  [
    "no role of Edgeward's is none",
    { image: image("edgeward"), command: command("play", "constructor") },
    "other",
    "nothing in its image, mounts or settings",
  ],
  [
    "a mounted mosquitto.conf makes a broker",
    { image: image("mine/x"), mounts: [bind("/a/mosquitto.conf", "/etc/m.conf")] },
    "broker",
    "mount of mosquitto.conf",
  ],
  [
    "a mounted telegraf.conf makes an ingest",
    { mounts: [bind("/a/t", "/etc/telegraf/telegraf.conf")] },
    "ingest",
    "mount of telegraf.conf",
  ],
  [
    "a dashboard is known by its settings",
    { environment: [variable("MQTT_HOST"), variable("GF_SECURITY_ADMIN_USER")] },
    "dashboard",
    "environment GF_SECURITY_ADMIN_USER",
  ],
  [
    "a database is known by its settings",
    { environment: [variable("DOCKER_INFLUXDB_INIT_MODE")] },
    "database",
    "environment DOCKER_INFLUXDB_INIT_MODE",
  ],
  [
    "a client of the database is none",
    { environment: [variable("INFLUXDB_URL"), variable("INFLUXDB_DB")] },
    "other",
    "nothing in its image, mounts or settings",
  ],
  ["a client of the broker is an agent", { environment: [variable("MQTT_HOST")] }, "agent", "environment MQTT_HOST"],
  [
    "a device service in an image of one's own",
    { image: image("mine/device-crane"), environment: [variable("EDGEX_SECURITY_SECRET_STORE")] },
    "device",
    "environment EDGEX_SECURITY_SECRET_STORE",
  ],
])("%s", (_, signs, role, roleFrom) => expect(inferRole({ ...none, ...signs })).toEqual({ role, roleFrom }));
