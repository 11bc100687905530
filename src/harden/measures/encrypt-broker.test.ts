import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { listenersOf } from "../../model/listener.ts";
import type { Service } from "../../model/stack.ts";
import { harden } from "../harden.ts";
import { stacks } from "../testing/arbitrary.ts";
import { after, edits, noticeCodes } from "../testing/edits.ts";
import { aService, aStack, mosquittoConf, type ServiceWords, telegrafConf } from "../testing/stacks.ts";
import { aTig } from "../testing/tig.ts";
import { encryptBroker } from "./encrypt-broker.ts";

const conf = (...lines: readonly string[]) => [mosquittoConf(...lines)];
const mosquitto = (words: ServiceWords) =>
  aService("mosquitto", { role: "broker", image: "eclipse-mosquitto:2", ...words });
/** Without the two grants that every broker gets. */
const onBroker = (words: ServiceWords) => edits(encryptBroker, [mosquitto(words)]).slice(2);
const certified = (section: string) => [
  `mosquitto [${section}] certfile /run/secrets/mosquitto_certificate`,
  `mosquitto [${section}] keyfile /run/secrets/mosquitto_private_key`,
  `mosquitto [${section}] tls_version tlsv1.2`,
];
const ours = ["certfile /run/secrets/mosquitto_certificate", "keyfile /run/secrets/mosquitto_private_key"];

test.each<[string, readonly string[], readonly string[]]>([
  ["1883 becomes 8883", ["listener 1883"], [...certified("listener 8883"), "mosquitto [listener 1883] goes"]],
  ["another port keeps its number", ["listener 1884"], certified("listener 1884")],
  [
    "its address stays",
    ["listener 1883 10.0.0.1"],
    [...certified("listener 8883 10.0.0.1"), "mosquitto [listener 1883] goes"],
  ],
  [
    "its own settings stay",
    ["listener 1883", "max_connections 20", "persistence true"],
    [...certified("listener 8883"), "mosquitto [listener 8883] max_connections 20", "mosquitto [listener 1883] goes"],
  ],
  ["the deprecated port", ["port 1883"], [...certified("listener 8883"), "mosquitto [listener 1883] goes"]],
  ["no listener at all", ["persistence true"], certified("listener 8883")],
  [
    "a listener that an option before all others opens",
    ["max_connections 20", "listener 8883", ...ours, "tls_version tlsv1.2"],
    ["mosquitto max_connections goes"],
  ],
  [
    "clear text beside TLS goes",
    ["listener 1883", "listener 8883", ...ours, "tls_version tlsv1.3"],
    ["mosquitto [listener 1883] goes"],
  ],
  ["WebSockets", ["listener 9001", "protocol websockets"], certified("listener 9001")],
  ["old TLS", ["listener 8883", ...ours, "tls_version tlsv1.1"], ["mosquitto [listener 8883] tls_version tlsv1.2"]],
  ["what is right stays", ["listener 8883", ...ours, "tls_version tlsv1.3"], []],
  ["a certificate of one's own stays", ["listener 8883", "certfile /c", "keyfile /k", "tls_version tlsv1.2"], []],
  ["a unix socket stays", ["listener 0 /run/m.sock", "listener 8883", ...ours, "tls_version tlsv1.2"], []],
])("listeners: %s", (_, lines, expected) => assert.deepEqual(onBroker({ configs: conf(...lines) }), expected));

test("no stack keeps a listener in clear text", () => {
  fc.assert(
    fc.property(stacks, (stack) => {
      for (const { configs } of harden(stack).stack.services)
        for (const file of configs.filter(({ format }) => format === "mosquitto"))
          for (const { port, tls, section } of listenersOf(file)) assert.ok(tls || port === 0, section);
    }),
  );
});

const published = (ports: readonly string[], others: readonly Service[] = []) =>
  edits(encryptBroker, [mosquitto({ ports, configs: conf("listener 1883") }), ...others]).filter((line) =>
    /publish/.test(line),
  );

test.each<[string, readonly string[], readonly string[]]>([
  ["1883 becomes 8883", ["1883:1883"], ["mosquitto publishes 8883:8883 in place of 1883:1883"]],
  ["a number that somebody chose stays", ["11883:1883"], ["mosquitto publishes 11883:8883 in place of 11883:1883"]],
  [
    "its address stays",
    ["10.0.0.1:1883:1883"],
    ["mosquitto publishes 10.0.0.1:8883:8883 in place of 10.0.0.1:1883:1883"],
  ],
  ["8883 is there already", ["1883:1883", "8883:8883"], ["mosquitto no longer publishes 1883:1883"]],
  ["another port is another matter", ["9001:9001"], []],
  ["a port that is not published", ["1883"], []],
])("published ports: %s", (_, ports, expected) => assert.deepEqual(published(ports), expected));

test("8883 on the host that something else has is not taken from it", () => {
  assert.deepEqual(published(["1883:1883"], [aService("other", { ports: ["8883:443"] })]), [
    "mosquitto publishes 1883:8883 in place of 1883:1883",
  ]);
});

const onClient = (name: string, client: ServiceWords, lines: readonly string[] = ["listener 1883"]) =>
  edits(encryptBroker, [mosquitto({ configs: conf(...lines) }), aService(name, client)]).filter((line) =>
    line.startsWith(`${name} `),
  );

test.each([
  ["tcp://mosquitto:1883", "ssl://mosquitto:8883"],
  ["mqtt://mosquitto", "mqtts://mosquitto:8883"],
  ["tcp://mosquitto:1884", "ssl://mosquitto:1884"],
  ["ws://mosquitto:9001/mqtt", "wss://mosquitto:9001/mqtt"],
  ["localhost:1883", "ssl://localhost:8883"],
])("Telegraf follows from %s to %s", (before, expected) => {
  const configs = [telegrafConf(["inputs.mqtt_consumer[0]", { servers: [before], insecure_skip_verify: true }])];
  assert.deepEqual(onClient("telegraf", { role: "ingest", configs }), [
    "telegraf gets telegraf_ca",
    `telegraf [inputs.mqtt_consumer[0]] servers ${expected}`,
    "telegraf [inputs.mqtt_consumer[0]] tls_ca /run/secrets/telegraf_ca",
    "telegraf [inputs.mqtt_consumer[0]] insecure_skip_verify false",
  ]);
});

test("a Telegraf that reads from elsewhere is left alone", () => {
  const configs = [telegrafConf(["inputs.mqtt_consumer[0]", { servers: ["tcp://far.example:1883"] }])];
  assert.deepEqual(onClient("telegraf", { role: "ingest", configs }), []);
});

test("who trusts another authority goes on trusting it", () => {
  const configs = [telegrafConf(["inputs.mqtt_consumer[0]", { servers: ["ssl://mosquitto:8883"], tls_ca: "/ca.pem" }])];
  const lines = onClient("telegraf", { role: "ingest", configs }, ["listener 8883", "certfile /c", "keyfile /k"]);
  assert.deepEqual(lines, ["telegraf gets telegraf_ca"]);
  const agent: ServiceWords = { role: "agent", environment: { MQTT_HOST: "mosquitto" } };
  assert.deepEqual(onClient("agent", agent, ["listener 8883", "certfile /c", "keyfile /k"]), ["agent gets agent_ca"]);
});

test.each<[Record<string, string>, readonly string[]]>([
  [{ MQTT_HOST: "mosquitto", MQTT_PORT: "1883" }, ["MQTT_PORT=8883", "MQTT_CA_FILE=/run/secrets/agent_ca"]],
  [{ MQTT_URL: "mqtt://mosquitto:1883" }, ["MQTT_URL=mqtts://mosquitto:8883", "MQTT_CA_FILE=/run/secrets/agent_ca"]],
  [{ BROKER: "mosquitto:1883,far:1883" }, ["BROKER=mosquitto:8883,far:1883", "MQTT_CA_FILE=/run/secrets/agent_ca"]],
  [{ PAGE_URL: "http://mosquitto:18083" }, []],
  [{ LISTEN_PORT: "8080" }, []],
])("an agent's environment follows: %j", (environment, expected) => {
  assert.deepEqual(onClient("agent", { role: "agent", environment }), [
    "agent gets agent_ca",
    ...expected.map((line) => `agent ${line}`),
  ]);
});

test("what is right already, and a stack without a broker, are left alone", () => {
  assert.deepEqual(edits(encryptBroker, after(encryptBroker, aTig())), []);
  assert.deepEqual(edits(encryptBroker, [aService("agent", { role: "agent" })]), []);
});

test("a certificate of one's own, and one that can name no address, are named", () => {
  const own = mosquitto({ configs: conf("listener 8883", "certfile /c", "keyfile /k") });
  assert.deepEqual(noticeCodes(encryptBroker, [own]), ["certificate-of-ones-own"]);
  assert.deepEqual(noticeCodes(encryptBroker, [mosquitto({ listen: "0.0.0.0" })]), ["unnamed-address"]);
});

test("the certificate names the service, this machine and the address that clients are given", () => {
  const { secrets } = harden(aStack([mosquitto({ ports: ["1883:1883"], listen: "192.168.1.5" })]));
  const certificate = secrets.find((secret) => secret.kind === "server-certificate");
  assert.deepEqual(certificate, {
    kind: "server-certificate",
    ref: "mosquitto:certificate",
    dnsNames: ["mosquitto", "localhost"],
    ipAddresses: ["127.0.0.1", "::1", "192.168.1.5"],
  });
});
