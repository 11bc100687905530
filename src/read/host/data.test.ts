// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of Grafana, not of JavaScript
import { expect, test } from "vitest";
import type { ProgramKind } from "../../model/machine.ts";
import { type AText, aProgram, readingProgram } from "./testing/a-machine.ts";

function data(kind: ProgramKind, texts: readonly AText[], version?: string) {
  const { service, said } = readingProgram(aProgram(kind, texts, version === undefined ? {} : { version }));
  return { places: service.mounts.map(({ kind, source, target, at }) => [kind, source, target, at.line]), said };
}

const conf = (text: string): AText => ["/etc/m.conf", text];

test("mosquitto keeps data where it says, and none unless it persists", () => {
  const place = "persistence_location /var/lib/mosquitto/\n";
  expect(data("mosquitto", [conf(`persistence true\n${place}`)]).places).toEqual([
    ["bind", "/var/lib/mosquitto", "/var/lib/mosquitto", 2],
  ]);
  expect(data("mosquitto", [conf(`persistence false\n${place}`)])).toEqual({ places: [], said: [] });
  expect(data("mosquitto", [conf("persistence true\n")])).toEqual({
    places: [],
    said: ["notice data-unseen /etc/m.conf:1:1"],
  });
});

test("InfluxDB 1 keeps it in three directories: by its environment, its file, or its package", () => {
  const texts: readonly AText[] = [
    ["/etc/influxdb/influxdb.conf", '[meta]\n  dir = "/srv/influx/meta"\n[data]\n  dir = "/srv/influx/data"\n'],
    ["/etc/default/influxdb", "INFLUXDB_DATA_DIR=/mnt/disk/influx\n", "environment"],
  ];
  expect(data("influxdb", texts, "1.8.10").places.map(([, source, , line]) => [source, line])).toEqual([
    ["/srv/influx/meta", 2],
    ["/mnt/disk/influx", 4],
    ["/var/lib/influxdb/wal", 1],
  ]);
});

test.each([
  ["2.7.1", ["/var/lib/influxdb/engine", "/srv/influxd.bolt", "/var/lib/influxdb/influxd.sqlite"]],
  ["3.0.0", ["/var/lib/influxdb3/data"]],
])("InfluxDB %s keeps it in %j", (version, places) => {
  const read = data("influxdb", [["/etc/influxdb/config.toml", 'bolt-path = "/srv/influxd.bolt"\n']], version);
  expect(read.places.map(([, source]) => source)).toEqual(places);
});

test.each([
  ["its package's directory", "", "", "/var/lib/grafana"],
  ["what the start script names", "", "DATA_DIR=/srv/grafana\n", "/srv/grafana"],
  ["grafana.ini before the start script", "[paths]\ndata = /g\n", "DATA_DIR=/srv/grafana\n", "/g"],
  ["a variable of the environment before all", "[paths]\ndata = /g\n", "GF_PATHS_DATA=/h\n", "/h"],
  ["a key that says nothing", "[paths]\n;data = /x\ndata =\n", "", "/var/lib/grafana"],
  ["a path below its home", "[paths]\ndata = data\n", "", "/usr/share/grafana/data"],
  ["other keys filled in", "base = /srv\n[paths]\nroot = %(base)s/g\ndata = %(root)s/data\n", "", "/srv/g/data"],
  ["a variable filled in", "[paths]\ndata = ${BASE}/g\n", "BASE=/b\n", "/b/g"],
  ["an older and a newer way to name one", "[paths]\ndata = $__env{BASE}/g\n", "BASE=/b\n", "/b/g"],
])("Grafana keeps it where it is told: %s", (_, ini, env, path) => {
  const texts: readonly AText[] = [
    ["/etc/grafana/grafana.ini", ini],
    ["/etc/default/grafana-server", env, "environment"],
  ];
  expect(data("grafana", texts).places.map(([, source]) => source)).toEqual([path]);
});

test.each([
  "/",
  "/var/lib",
  "/var/lib/",
  "/tmp",
  "/srv",
  "/home/ann",
  "/var",
  "/usr/local/lib",
  "/mnt/disk",
  "/etc/mosquitto",
])("%s is not one program's own: its rights are left alone, and that is said", (directory) => {
  const text = `persistence true\npersistence_location ${directory}\n`;
  expect(data("mosquitto", [["/etc/mosquitto/mosquitto.conf", text]])).toEqual({
    places: [],
    said: ["notice shared-directory /etc/mosquitto/mosquitto.conf:2:1"],
  });
});

test("Telegraf and agents keep nothing", () => {
  expect(data("telegraf", [["/etc/telegraf/telegraf.conf", ""]]).places).toEqual([]);
  expect(data("agent", [["/etc/agent.env", "DATA_DIR=/srv/x\n"]]).places).toEqual([]);
});
