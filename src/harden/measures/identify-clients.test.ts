import assert from "node:assert/strict";
import { test } from "vitest";
import type { Service } from "../../model/stack.ts";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, aStack, mosquittoConf, type ServiceWords, telegrafConf } from "../testing/stacks.ts";
import { aTig } from "../testing/tig.ts";
import { identifyClients } from "./identify-clients.ts";

const mosquitto = (...lines: readonly string[]) =>
  aService("mosquitto", { role: "broker", image: "eclipse-mosquitto:2", configs: [mosquittoConf(...lines)] });
const agent = (words: ServiceWords) => aService("agent", { role: "agent", ...words });
const of = (service: string, services: readonly Service[]) =>
  edits(identifyClients, services).filter((line) => line.startsWith(`${service} `));

test("an open broker is closed, and knows its clients by a file of passwords", () => {
  assert.deepEqual(of("mosquitto", [mosquitto("listener 1883", "allow_anonymous true")]), [
    "mosquitto gets mosquitto_passwords",
    "mosquitto allow_anonymous false",
    "mosquitto password_file /run/secrets/mosquitto_passwords",
  ]);
});

test("with per_listener_settings each listener is closed by itself", () => {
  const broker = mosquitto("per_listener_settings true", "listener 1883", "allow_anonymous true", "listener 1884");
  assert.deepEqual(of("mosquitto", [broker]).slice(1), [
    "mosquitto [listener 1883] allow_anonymous false",
    "mosquitto [listener 1884] allow_anonymous false",
    "mosquitto [listener 1883] password_file /run/secrets/mosquitto_passwords",
    "mosquitto [listener 1884] password_file /run/secrets/mosquitto_passwords",
  ]);
});

test("a listener that takes strangers although the rest does not is closed too", () => {
  const broker = mosquitto("allow_anonymous false", "listener 1883", "listener_allow_anonymous true");
  assert.ok(of("mosquitto", [broker]).includes("mosquitto [listener 1883] listener_allow_anonymous false"));
});

test("a broker without a file gets one", () => {
  const stack = aStack([aService("mosquitto", { role: "broker", image: "eclipse-mosquitto:2" })]);
  const [broker] = after(identifyClients, stack).services;
  assert.deepEqual(
    broker?.configs.map(({ path, settings }) => [path, settings.map(({ key, value }) => `${key} ${value}`)]),
    [["mosquitto.conf", ["allow_anonymous false", "password_file /run/secrets/mosquitto_passwords"]]],
  );
  assert.deepEqual(
    broker?.mounts.map(({ source, target }) => [source, target]),
    [["mosquitto.conf", "/mosquitto/config/mosquitto.conf"]],
  );
});

test("Telegraf logs in under its own name, its password by reference", () => {
  assert.deepEqual(
    edits(identifyClients, aTig()).filter((line) => line.startsWith("telegraf ")),
    [
      "telegraf gets telegraf_mqtt_password",
      "telegraf [secretstores.docker[0]] id edgeward",
      "telegraf [inputs.mqtt_consumer[0]] username telegraf",
      "telegraf [inputs.mqtt_consumer[0]] password @{edgeward:telegraf_mqtt_password}",
      "telegraf [inputs.mqtt_consumer[1]] username telegraf",
      "telegraf [inputs.mqtt_consumer[1]] password @{edgeward:telegraf_mqtt_password}",
    ],
  );
});

test("a login in the address of Telegraf's broker goes", () => {
  const configs = [telegrafConf(["inputs.mqtt_consumer[0]", { servers: ["tcp://test:test@mosquitto:1883"] }])];
  const lines = of("telegraf", [mosquitto("listener 1883"), aService("telegraf", { role: "ingest", configs })]);
  assert.ok(lines.includes("telegraf [inputs.mqtt_consumer[0]] servers tcp://mosquitto:1883"), lines.join("\n"));
});

test.each([
  ["a store of Docker's secrets is used", { id: "mine" }, "@{mine:telegraf_mqtt_password}"],
  ["a store of other files is not", { id: "mine", path: "/elsewhere" }, "@{edgeward:telegraf_mqtt_password}"],
])("of the secret stores that are there, %s", (_, store, reference) => {
  const configs = [telegrafConf(["secretstores.docker[0]", store], ["inputs.mqtt_consumer[0]", { topics: ["a"] }])];
  const lines = of("telegraf", [mosquitto("listener 1883"), aService("telegraf", { role: "ingest", configs })]);
  assert.ok(lines.includes(`telegraf [inputs.mqtt_consumer[0]] password ${reference}`), lines.join("\n"));
});

test("a Telegraf that reads no MQTT is no client", () => {
  const telegraf = aService("telegraf", { role: "ingest", configs: [telegrafConf(["inputs.cpu[0]", {}])] });
  assert.deepEqual(of("telegraf", [mosquitto("listener 1883"), telegraf]), []);
});

test.each<[string, Record<string, string>, readonly string[]]>([
  [
    "test/test goes",
    { MQTT_HOST: "mosquitto", MQTT_USERNAME: "test", MQTT_PASSWORD: "test" },
    ["MQTT_PASSWORD goes", "MQTT_USERNAME=agent", "MQTT_PASSWORD_FILE=/run/secrets/agent_mqtt_password"],
  ],
  [
    "a login in the address goes",
    { BROKER_URL: "mqtt://test:test@mosquitto:1883" },
    ["BROKER_URL=mqtt://mosquitto:1883", "MQTT_USERNAME=agent", "MQTT_PASSWORD_FILE=/run/secrets/agent_mqtt_password"],
  ],
  [
    "variables go by the name of the address",
    { EDGE_MQTT_HOST: "mosquitto" },
    ["EDGE_MQTT_USERNAME=agent", "EDGE_MQTT_PASSWORD_FILE=/run/secrets/agent_mqtt_password"],
  ],
  ["nothing to go by, nothing is invented", {}, []],
  [
    "what is right stays",
    { MQTT_HOST: "mosquitto", MQTT_USER: "agent", MQTT_PASSWORD_FILE: "/run/secrets/agent_mqtt_password" },
    [],
  ],
])("an agent's environment: %s", (_, environment, expected) => {
  assert.deepEqual(of("agent", [mosquitto("listener 1883"), agent({ environment })]), [
    "agent gets agent_mqtt_password",
    ...expected.map((line) => `agent ${line}`),
  ]);
});

test.each<[string, Service, boolean]>([
  ["an agent", aService("x", { role: "agent" }), true],
  ["a device service", aService("x", { role: "device" }), true],
  ["whoever waits for the broker", aService("x", { dependsOn: ["mosquitto"] }), true],
  ["whoever is told its address", aService("x", { environment: { SERVER: "mosquitto:1883" } }), true],
  ["whoever has topics", aService("x", { publish: ["a"] }), true],
  ["a dashboard that waits for it", aService("x", { role: "dashboard", dependsOn: ["mosquitto"] }), false],
  ["somebody else", aService("x", { environment: { NAME: "mosquitto" } }), false],
])("%s is a client: %s", (_, service, expected) => {
  const lines = of("x", [mosquitto("listener 1883"), service]);
  assert.equal(lines.includes("x gets x_mqtt_password"), expected);
});

test("a client of two brokers has a password for each, and its variables hold the one of the broker that they name", () => {
  const brokers = ["north", "south"].map((name) => aService(name, { role: "broker" }));
  const both = agent({ environment: { MQTT_HOST: "south", MQTT_PASSWORD: "test" }, dependsOn: ["north"] });
  assert.deepEqual(of("agent", [...brokers, both]), [
    "agent gets agent_mqtt_password",
    "agent MQTT_PASSWORD goes",
    "agent gets agent_mqtt_password_south",
    "agent MQTT_PASSWORD goes",
    "agent MQTT_USERNAME=agent",
    "agent MQTT_PASSWORD_FILE=/run/secrets/agent_mqtt_password_south",
  ]);
});

test("a stack without a broker is left alone", () => {
  assert.deepEqual(edits(identifyClients, [aService("telegraf", { role: "ingest" }), agent({})]), []);
});

test("a stack that is right already is left alone", () => {
  assert.deepEqual(edits(identifyClients, after(identifyClients, aTig())), []);
});

test.each<[string, readonly Service[], readonly string[]]>([
  ["another broker's settings", [aService("emqx", { role: "broker", image: "emqx/emqx:5" })], ["unknown-broker"]],
  ["a name that is ours", [aService("operator"), aService("edgeward")], ["reserved-name", "reserved-name"]],
  ["a program of somebody's own", [mosquitto(), aService("x", { publish: ["a"] })], ["password-in-file"]],
  ["the embedded agent", [mosquitto(), agent({ collect: { host: { topic: "a", everyMs: 100 } } })], []],
  ["a Telegraf without secret stores", [mosquitto(), oldTelegraf()], ["old-telegraf"]],
  ["a plugin that decides about logins", [mosquitto("listener 1", "auth_plugin /x.so")], ["other-way-in"]],
  ["a file inside the image", [commanded("-c", "/mosquitto-no-auth.conf")], ["settings-elsewhere"]],
  ["the file that is mounted", [commanded("-c", "/mosquitto/config/mosquitto.conf")], []],
  ["a bridge", [mosquitto("listener 1", "connection cloud", "address far:1883")], ["bridge"]],
])("%s is named", (_, services, expected) => {
  assert.deepEqual(noticeCodes(identifyClients, services), expected);
});

function oldTelegraf(): Service {
  const configs = [telegrafConf(["inputs.mqtt_consumer[0]", { topics: ["a"] }])];
  return aService("telegraf", { role: "ingest", image: "telegraf:1.20-alpine", configs });
}

function commanded(...command: readonly string[]): Service {
  return aService("mosquitto", { role: "broker", command: ["mosquitto", ...command], configs: [mosquittoConf()] });
}
