import { expect, test } from "vitest";
import { aService } from "../harden/testing/stacks.ts";
import { imageOf, influxMajor, isConsole, isGrafana, isInflux, isMosquitto, playedBy } from "./image.ts";

const of = (image: string, environment: Record<string, string> = {}) => aService("x", { image, environment });

test.each([
  ["influxdb", { path: "influxdb" }],
  ["influxdb:1.8", { path: "influxdb", tag: "1.8" }],
  ["localhost:5000/team/influxdb:2", { path: "team/influxdb", tag: "2" }],
  ["docker.io/grafana/grafana@sha256:abc", { path: "grafana/grafana" }],
  ["grafana/grafana:10@sha256:abc", { path: "grafana/grafana", tag: "10" }],
])("%s", (image, expected) => expect(imageOf(of(image))).toEqual(expected));

test.each([
  ["influxdb:1.8-alpine", {}, 1],
  ["influxdb:v2.0", {}, 2],
  ["influxdb:3-core", {}, 3],
  ["quay.io/team/influxdb3-core:latest", {}, 3],
  ["influxdb:10", {}, undefined],
  ["influxdb:latest", {}, undefined],
  ["influxdb", { INFLUXDB_DB: "a" }, 1],
  ["influxdb", { INFLUXD_TLS_CERT: "a" }, 2],
  ["influxdb", { INFLUXDB3_NODE_ID: "a" }, 3],
  ["postgres:2", {}, undefined],
])("major version of %s with %j is %s", (image, environment, major) => {
  expect(influxMajor(of(image, environment))).toBe(major);
});

test("a service without an image is taken for the usual program of its role, but for a dashboard", () => {
  const bare = aService("x");
  expect([isMosquitto(bare), isInflux(bare), isGrafana(bare)]).toEqual([true, true, false]);
});

test.each<[readonly string[], string | undefined]>([
  [["play", "console"], "console"],
  [["edgeward", "play", "agent"], "agent"],
  [["/usr/bin/edgeward", "play", "ingest", "--config", "t"], "ingest"],
  [["play", "--health"], undefined],
  [["play"], undefined],
  [["replay", "console"], undefined],
  [["sh", "-c", "play console"], undefined],
  [[], undefined],
])("%j lets Edgeward play %s", (command, role) => expect(playedBy(command)).toBe(role));

test("a console is known by its command, or by its image where its role is a dashboard's; it is no Grafana", () => {
  const at = (image: string, words: Parameters<typeof aService>[1] = {}) => {
    const service = aService("x", { image, ...words });
    return [isConsole(service), isGrafana(service)];
  };
  const command = ["play", "console"];
  expect(at("mine/it", { command })).toEqual([true, false]);
  expect(at("grafana/edgeward", { command, environment: { GF_X: "1" } })).toEqual([true, false]);
  expect(at("registry.example:5000/edgeward:1", { role: "dashboard" })).toEqual([true, false]);
  expect(at("edgeward", { role: "agent" })).toEqual([false, false]);
  expect(at("edgeward", { role: "dashboard", command: ["play", "agent"] })).toEqual([false, false]);
  expect(at("notedgeward", { role: "dashboard" })).toEqual([false, false]);
  expect(at("grafana/grafana", { role: "dashboard" })).toEqual([false, true]);
});
