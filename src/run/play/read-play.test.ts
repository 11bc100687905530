// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of Telegraf, not of JavaScript
import assert from "node:assert/strict";
import { test } from "vitest";
import { readAgent, readIngest } from "./read-play.ts";

const input = (more = "") => `[[inputs.mqtt_consumer]]
servers = ["ssl://broker:8883"]
topics = ["a/#"]
username = "ingest"
password = "@{own:mqtt}"
tls_ca = "/ca"
${more}`;
const output = (password = "@{own:db}") => `[[outputs.influxdb]]
urls = ["https://influxdb:8086"]
database = "plant"
username = "writer"
password = "${password}"
tls_ca = "/ca"
`;
const store = '[[secretstores.docker]]\nid = "own"\n';

const ingest = (text: string, environment = {}) =>
  readIngest([{ path: "/telegraf.conf", text }], environment, "/private");
const codes = (text: string, environment = {}) =>
  ingest(text, environment).problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}`);

test("broker, database and logins are where the file says; passwords stay in their files", () => {
  const { launch, passwords, problems } = ingest(input() + output() + store);
  assert.deepEqual([problems, passwords], [[], []]);
  assert.deepEqual([launch?.link?.host, launch?.link?.passwordFile], ["broker", "/run/secrets/mqtt"]);
  assert.deepEqual([launch?.writer?.serverName, launch?.writer?.passwordFile], ["influxdb", "/run/secrets/db"]);
  assert.deepEqual([launch?.database, launch?.inputs.length, launch?.link?.clientId], ["plant", 1, "ingest"]);
});

test("a password in a variable goes into a file of ours, and into no launch", () => {
  const { launch, passwords } = ingest(input() + output("${PASSWORD}") + store, { PASSWORD: "only-here" });
  assert.deepEqual(passwords, [{ path: "/private/database-password-0", text: "only-here" }]);
  assert.ok(!JSON.stringify(launch).includes("only-here"));
  assert.equal(launch?.writer?.passwordFile, "/private/database-password-0");
});

test("a variable has the value it is given, or the one beside it; a comment is for nobody", () => {
  const text = `# \${NOBODY}\n${input().replace("broker:8883", "${HOST:-other}:8883")}${output()}${store}`;
  assert.equal(ingest(text).launch?.link?.host, "other");
  assert.equal(ingest(text, { HOST: "broker" }).launch?.link?.host, "broker");
});

test.each<[string, string, string]>([
  ["clear text to the broker", input().replace("ssl:", "tcp:") + output() + store, "error clear-text 2"],
  ["clear text to the database", input() + output().replace("https:", "http:") + store, "error clear-text 8"],
  ["no store", input() + output(), "error unknown-store 5"],
  ["no login", input().replace(/^username.*$/m, "") + output() + store, "error missing-key 1"],
  ["no authority", input().replace(/^tls_ca.*$/m, "") + output() + store, "error missing-key 1"],
  ["nobody is checked", input("insecure_skip_verify = true\n") + output() + store, "error not-carried 7"],
  ["a variable that is not set", input().replace("broker", "${NOBODY}") + output() + store, "error unset-variable 2"],
  ["no input", output() + store, "error no-input 1"],
  ["no output", input() + store, "error no-output 1"],
  ["two brokers", input() + input().replace("broker:", "other:") + output() + store, "error other-broker 7"],
  ["a second output", input() + output() + output() + store, "notice other-output 13"],
  ["a broken file", "[[inputs.mqtt_consumer]\n", "error toml 1"],
])("%s is said with its place", (_, text, expected) => {
  assert.ok(codes(text).includes(expected), codes(text).join(", "));
  assert.equal(ingest(text).launch === undefined, expected.startsWith("error"));
});

const environment = {
  MQTT_HOST: "broker",
  MQTT_USERNAME: "agent",
  MQTT_PASSWORD_FILE: "/password",
  MQTT_CA_FILE: "/ca",
};
const agent = (collect: object, more = {}) =>
  readAgent({ path: "/etc/edgeward/collect.json", text: JSON.stringify(collect) }, { ...environment, ...more });

test("an agent reads what lies beside its file, and writes as the ingest reads", () => {
  const { launch } = agent({
    host: { topic: "sensors/host" },
    records: { topic: "Servo", from: "./servo.bin", layout: "layout.json" },
    json: ["sensors/#"],
  });
  assert.deepEqual(
    launch?.sources.map((one) => [one.topic, one.format, one.source === "records" ? one.from : ""]),
    [
      ["sensors/host", "json", ""],
      ["Servo", "influx", "/etc/edgeward/servo.bin"],
    ],
  );
  assert.deepEqual([launch?.broker.port, launch?.clientId, launch?.user], [8883, "agent", "agent"]);
});

test("what an agent lacks, or cannot be, is said", () => {
  const host = { host: { topic: "a" } };
  assert.throws(() => agent(host, { MQTT_CA_FILE: "" }), { code: "bad-command-line", message: /MQTT_CA_FILE/ });
  for (const MQTT_PORT of ["0", "65536", "mqtt"]) assert.throws(() => agent(host, { MQTT_PORT }), /is no port/);
  const said = agent({ ...host, json: ["a/#/b"] }).problems.map(({ code, at }) => `${code} ${at.file}:${at.line}`);
  assert.deepEqual(said, ["bad-topic /etc/edgeward/collect.json:1"]);
  assert.equal(agent({}).launch, undefined);
});
