import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "../../harden/harden.ts";
import type { Machine, Program } from "../../model/machine.ts";
import { readMachine } from "../../read/host/machine.ts";
import { type AText, aProgram } from "../../read/host/testing/a-machine.ts";
import { byHand } from "./by-hand.ts";

function saidOf(programs: readonly Program[], seen: readonly string[] = []) {
  const machine: Machine = { hostName: "edge1", addresses: [], programs };
  const { stack } = readMachine(machine, {});
  return byHand(machine, harden(stack), seen);
}

const mosquitto = (...texts: readonly AText[]) => aProgram("mosquitto", texts, { version: "2.0.11" });
const broker = mosquitto(["/etc/mosquitto/mosquitto.conf", "listener 1883 127.0.0.1\n"]);

const main = "/etc/mosquitto/mosquitto.conf";
const theirs = "certfile /srv/cert\nkeyfile /srv/key\n";

test.each<[string, string, string | undefined]>([
  ["one in clear text becomes ours", "listener 1883\n", undefined],
  ["their own on another port beside it stays", `listener 8884\n${theirs}listener 1883\n`, undefined],
  ["their own on 8883 leaves ours no room", `listener 1883\nlistener 8883\n${theirs}`, `${main}:2`],
  ["their own alone serves nobody of ours", `listener 8884\n${theirs}`, `${main}:1`],
  ["WebSockets alone serve nobody of ours", "listener 9001\nprotocol websockets\n", `${main}:1`],
  ["a socket file alone serves as before", "listener 0 /run/mosquitto.sock\n", undefined],
])("a broker's listeners: %s", (_, text, place) => {
  const said = saidOf([mosquitto([main, text])]).filter(({ code }) => code === "no-listener");
  assert.deepEqual(
    said.map(({ severity, at }) => `${severity} ${at.file}:${at.line}`),
    place === undefined ? [] : [`error ${place}`],
  );
});

const input =
  '[[inputs.mqtt_consumer]]\n  servers = ["tcp://localhost:1883"]\n  topics = ["a"]\n  data_format = "json"\n';
const variables: AText = ["/etc/default/telegraf", "", "environment"];
const telegraf = (version: string, manager: Program["manager"]) =>
  aProgram("telegraf", [["/etc/telegraf/telegraf.conf", input], variables], { version, manager });

test.each<[string, string, Program["manager"], boolean]>([
  ["older than secret stores, started by nobody known", "1.26.3", { by: "nobody" }, true],
  ["older, by a command of the person's", "1.21.4", { by: "command", restart: ["/srv/again"] }, true],
  ["older, by systemd, which hands it the variables", "1.26.3", { by: "systemd", unit: "telegraf.service" }, false],
  ["older, by its script", "1.26.3", { by: "init", script: "/etc/init.d/telegraf" }, false],
  ["with secret stores", "1.27.0", { by: "nobody" }, false],
])("whoever starts a Telegraf is told of its variables: %s", (_, version, manager, isTold) => {
  const said = saidOf([broker, telegraf(version, manager)]).filter(({ code }) => code === "start-with-environment");
  assert.deepEqual(
    said.map(({ at, severity }) => `${severity} ${at.file}`),
    isTold ? ["notice /etc/default/telegraf"] : [],
  );
  if (isTold) assert.match(said[0]?.remedy ?? "", /set -a; \. \/etc\/default\/telegraf/);
});

const ini: AText = ["/etc/grafana/grafana.ini", "[paths]\ndata = /srv/grafana\n"];
const grafana = aProgram("grafana", [ini], {
  version: "10.4.2",
  account: { user: "gra", group: "gra", uid: 7, gid: 7 },
});

test("a Grafana that has started before keeps its password: the command that resets it names its file, account and directory", () => {
  const [said, ...more] = saidOf([grafana], ["/srv/grafana", "/srv/grafana/grafana.db"]);
  assert.deepEqual([said?.code, said?.severity, more], ["kept-password", "notice", []]);
  const words =
    /runuser -u gra -- grafana-cli .*--config \/etc\/grafana\/grafana\.ini .*paths\.data=\/srv\/grafana admin/;
  assert.match(said?.remedy ?? "", words);
  assert.match(said?.remedy ?? "", / --password-from-stdin < \/etc\/edgeward\/grafana\/admin_password$/);
});

test("a Grafana that never started takes its password from its settings, and nothing is to be done", () => {
  assert.deepEqual(saidOf([grafana], ["/srv/grafana"]), []);
  assert.deepEqual(saidOf([grafana], ["/var/lib/grafana/grafana.db"]), [], "of another Grafana");
});

test("data sources from Grafana's own pages are named, with those in their place, where it has started before", () => {
  const influxdb = aProgram("influxdb", [["/etc/influxdb/influxdb.conf", "[http]\n"]], { version: "1.6.7" });
  const output = '[[outputs.influxdb]]\n  urls = ["http://localhost:8086"]\n  database = "plant"\n';
  const all = [
    influxdb,
    aProgram("telegraf", [["/etc/telegraf/telegraf.conf", output]], { version: "1.30.0" }),
    grafana,
  ];
  const said = saidOf(all, ["/srv/grafana/grafana.db"]).filter(({ code }) => code === "kept-sources");
  assert.deepEqual(
    said.map(({ severity, remedy }) => [severity, /use `edgeward plant` in their place/.test(remedy)]),
    [["notice", true]],
  );
  assert.deepEqual(saidOf(all, ["/srv/grafana"]), []);
});
