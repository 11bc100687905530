import assert from "node:assert/strict";
import { test } from "vitest";
import { showFile } from "../../model/secret.ts";
import type { Service } from "../../model/stack.ts";
import { harden } from "../harden.ts";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, aStack, mosquittoConf, type TableWords, telegrafConf } from "../testing/stacks.ts";
import { aTig } from "../testing/tig.ts";
import { confineTopics } from "./confine-topics.ts";

const mosquitto = (...lines: readonly string[]) =>
  aService("mosquitto", { role: "broker", configs: [mosquittoConf("listener 1883", ...lines)] });

function accessListOf(...services: readonly Service[]): readonly string[] {
  const acl = harden(aStack([mosquitto(), ...services])).generated.find((file) => file.name === "acl");
  const lines = acl ? showFile(acl).split("\n") : [];
  return lines.slice(0, lines.indexOf("user edgeward")).filter((line) => line !== "");
}

test("the broker obeys an access list of its own", () => {
  assert.deepEqual(edits(confineTopics, [mosquitto()]), [
    "mosquitto gets mosquitto_acl",
    "mosquitto acl_file /run/secrets/mosquitto_acl",
  ]);
  assert.deepEqual(
    edits(confineTopics, [mosquitto("acl_file /mosquitto/config/acl")])[1],
    "mosquitto acl_file /run/secrets/mosquitto_acl",
  );
});

test("with per_listener_settings each listener obeys it", () => {
  const broker = aService("mosquitto", {
    role: "broker",
    configs: [mosquittoConf("per_listener_settings true", "listener 1883", "listener 1884")],
  });
  assert.deepEqual(edits(confineTopics, [broker]).slice(1), [
    "mosquitto [listener 1883] acl_file /run/secrets/mosquitto_acl",
    "mosquitto [listener 1884] acl_file /run/secrets/mosquitto_acl",
  ]);
});

test("what is right already, and a stack without a broker, are left alone", () => {
  assert.deepEqual(edits(confineTopics, after(confineTopics, aTig())), []);
  assert.deepEqual(edits(confineTopics, [aService("agent", { role: "agent" })]), []);
});

test("whoever takes messages in reads them, whoever collects publishes, and a person looks on", () => {
  const { generated } = harden(aTig());
  assert.deepEqual(generated.filter((file) => file.name === "acl").map(showFile), [
    [
      "user telegraf\ntopic read sensors/#\ntopic read Servo\ntopic read xenomai\n",
      "user agent\ntopic write sensors/host\ntopic write Servo\ntopic write xenomai\n",
      "user edgeward\ntopic read #\ntopic read $SYS/#\n",
    ].join("\n"),
  ]);
});

test.each<[string, Service, readonly string[]]>([
  [
    "both ways",
    aService("x", { publish: ["a"], subscribe: ["a", "b"] }),
    ["user x", "topic readwrite a", "topic read b"],
  ],
  ["nothing stated, nothing granted", aService("x", { role: "device" }), ["user x"]],
  [
    "a shared subscription is granted like its filter",
    telegraf(["inputs.mqtt_consumer[0]", { topics: ["$share/group/sensors/#"] }]),
    ["user telegraf", "topic read sensors/#"],
  ],
  [
    "what Telegraf publishes, its templates as wildcards",
    telegraf(["outputs.mqtt[0]", { topic: "telegraf/{{ .Hostname }}/x-{{ .PluginName }}" }]),
    ["user telegraf", "topic write telegraf/+/+"],
  ],
  [
    "the older prefix",
    telegraf(["outputs.mqtt[0]", { topic_prefix: "telegraf" }]),
    ["user telegraf", "topic write telegraf/#"],
  ],
  [
    "a line break grants nothing else",
    aService("x", { publish: ["a\ntopic readwrite #", " b", "c#"], subscribe: ["d"] }),
    ["user x", "topic read d"],
  ],
])("rights: %s", (_, service, expected) => assert.deepEqual(accessListOf(service), expected));

test.each<[string, readonly Service[], readonly string[]]>([
  ["a client whose topics nobody states", [mosquitto(), aService("x", { role: "device" })], ["no-topics"]],
  ["a filter that cannot be granted", [mosquitto(), aService("x", { publish: ["a#"] })], ["unfit-topic"]],
  [
    "a client that may mean either broker",
    [broker("a"), broker("b"), aService("x", { publish: ["t"] })],
    ["broker-not-told"],
  ],
  ["a client that is clear", [mosquitto(), aService("x", { publish: ["t"] })], []],
  ["a client where there is no broker", [aService("x", { publish: ["t"] })], []],
])("%s is named", (_, services, expected) => assert.deepEqual(noticeCodes(confineTopics, services), expected));

function broker(name: string): Service {
  return aService(name, { role: "broker" });
}

function telegraf(...tables: readonly TableWords[]): Service {
  return aService("telegraf", { role: "ingest", configs: [telegrafConf(...tables)] });
}
