import { parse } from "smol-toml";
import { expect, test } from "vitest";
import type { SettingValue } from "../../../model/setting.ts";
import { aDrop, aSetting } from "../../testing/changes.ts";
import { editTelegraf } from "./telegraf.ts";

const file = "telegraf.conf";
const set = (section: string, key: string, after: SettingValue, line?: number) =>
  aSetting(file, section, key, line === undefined ? { after } : { after, line });

const demo = `[agent]
  interval = "10s"

[[inputs.mqtt_consumer]]
  servers = ["tcp://mosquitto:1883"]
  topics = [
    "sensors/#",
  ]
  # username = "telegraf"
  data_format = "json" # as the machines send it

[[inputs.mqtt_consumer]]
  servers = ["tcp://mosquitto:1883"]
  # username = "telegraf"
  [inputs.mqtt_consumer.tags]
    site = "a"
`;

test("a commented-out setting is filled in where it stands, in the table that is meant", () => {
  const edited = editTelegraf(demo, [set("inputs.mqtt_consumer[1]", "username", "telegraf")]);
  const at = demo.lastIndexOf("# username");
  expect(edited).toBe(demo.slice(0, at) + demo.slice(at).replace("# username", "username"));
});

test("a value is replaced, and its line keeps indentation and comment", () => {
  const edited = editTelegraf(demo, [set("inputs.mqtt_consumer[0]", "data_format", "influx")]);
  expect(edited).toBe(demo.replace('"json"', '"influx"'));
});

test("an array over several lines is replaced whole", () => {
  const edited = editTelegraf(demo, [set("inputs.mqtt_consumer[0]", "topics", ["a", "b"])]);
  expect(edited).toBe(demo.replace(/\[\n.*\n {2}\]/, '["a", "b"]'));
});

test("a new setting follows the table's own, before its subtables", () => {
  const edited = editTelegraf(demo, [set("inputs.mqtt_consumer[1]", "tls_ca", "/run/secrets/ca")]);
  const servers = '  servers = ["tcp://mosquitto:1883"]\n  # username = "telegraf"\n  [';
  expect(edited).toBe(demo.replace(servers, servers.replace("\n", '\n  tls_ca = "/run/secrets/ca"\n')));
});

test("a new table comes last", () => {
  const edited = editTelegraf(demo, [
    set("secretstores.docker[0]", "id", "edgeward"),
    set("secretstores.docker[0]", "path", "/run/secrets"),
  ]);
  expect(edited).toBe(`${demo}\n[[secretstores.docker]]\n  id = "edgeward"\n  path = "/run/secrets"\n`);
});

test("a table inside an array table goes into the occurrence that is meant", () => {
  const edited = editTelegraf(demo, [set("inputs.mqtt_consumer[0].tags", "site", "b")]);
  expect(parse(edited)).toMatchObject({
    inputs: { mqtt_consumer: [{ tags: { site: "b" } }, { tags: { site: "a" } }] },
  });
});

test("a table that is commented out is no place for a setting", () => {
  const text = '[[outputs.influxdb]]\n  urls = []\n\n# [[outputs.amon]]\n#   username = "x"\n# username = "y"\n';
  const edited = editTelegraf(text, [set("outputs.influxdb[0]", "username", "me")]);
  expect(edited).toBe(text.replace("urls = []\n", 'urls = []\n  username = "me"\n'));
});

const hiddenStore = `[agent]
  interval = "10s"

# # Read secrets from files
# [[secretstores.docker]]
#   ## Unique identifier
#   id = "docker_secretstore"
#
#   ## Default Path to directory where docker stores the secrets file
#   # path = "/run/secrets"
#   # dynamic = true

# [[outputs.influxdb]]
#   # path = "x"
`;

test("a table that is commented out whole comes into force when changes name it, and of its settings those that they name", () => {
  const edited = editTelegraf(hiddenStore, [
    set("secretstores.docker[0]", "id", "edgeward"),
    set("secretstores.docker[0]", "path", "/etc/edgeward/telegraf"),
  ]);
  expect(edited).toBe(
    hiddenStore
      .replace("# [[secretstores.docker]]", "[[secretstores.docker]]")
      .replace('#   id = "docker_secretstore"', '  id = "edgeward"')
      .replace('#   # path = "/run/secrets"', '  path = "/etc/edgeward/telegraf"'),
  );
});

test("a table that is commented out stays so where another one's settings would come under it", () => {
  const text = '[agent]\n# [[outputs.file]]\n#   files = []\n  interval = "10s"\n';
  expect(editTelegraf(text, [set("outputs.file[0]", "files", ["x"])])).toBe(
    `${text}\n[[outputs.file]]\n  files = ["x"]\n`,
  );
});

test("a further occurrence is not made of one that is commented out above the first", () => {
  const text = "# [[inputs.x]]\n#   a = 1\n\n[[inputs.x]]\n  a = 2\n";
  expect(editTelegraf(text, [set("inputs.x[1]", "a", 3)])).toBe(`${text}\n[[inputs.x]]\n  a = 3\n`);
});

const influx = `# bind-address = "127.0.0.1:8088"

###
### [http]
###

[http]
  # Determines whether user authentication is enabled over HTTP/HTTPS.
  # auth-enabled = false
  https-enabled = false # for now

###
### [ifql]
###

[ifql]
  # auth-enabled = false
`;

test("an influxdb.conf is filled in where its defaults stand, and its titles are no tables", () => {
  const edited = editTelegraf(influx, [
    set("http", "auth-enabled", true),
    set("http", "https-enabled", true),
    set("tls", "min-version", "tls1.2"),
    set("", "bind-address", "127.0.0.1:9999"),
  ]);
  expect(edited).toBe(
    `${influx
      .replace("  # auth-enabled = false\n  https", "  auth-enabled = true\n  https")
      .replace("https-enabled = false", "https-enabled = true")
      .replace(
        '# bind-address = "127.0.0.1:8088"',
        'bind-address = "127.0.0.1:9999"',
      )}\n[tls]\n  min-version = "tls1.2"\n`,
  );
});

// A pattern that goes back and forth in them takes minutes.
test("rulers and long lines come to an end", { timeout: 60_000 }, () => {
  const ruler = "#".repeat(5_000);
  const text = `[agent]\n${ruler}\n${"a.".repeat(5_000)}\n[${"a ".repeat(5_000)}\n# ${"# ".repeat(5_000)}\n`;
  expect(editTelegraf(text, [set("agent", "quiet", true)])).toBe(
    text.replace("[agent]\n", "[agent]\n  quiet = true\n"),
  );
});

test("an array that is commented out over several lines is filled in whole", () => {
  const text = '[[inputs.a]]\n  # topics = [\n  #   "x",\n  # ]\n  b = 1\n';
  expect(editTelegraf(text, [set("inputs.a[0]", "topics", ["y"])])).toBe('[[inputs.a]]\n  topics = ["y"]\n  b = 1\n');
});

test("a plugin's table with single brackets is its first occurrence", () => {
  const text = "[inputs.cpu]\n  percpu = true\n";
  expect(editTelegraf(text, [set("inputs.cpu[0]", "percpu", false)])).toBe(text.replace("true", "false"));
});

test("what looks like a setting inside a string is text", () => {
  const text = "[[processors.starlark]]\n  source = '''\nusername = \"x\"\n[agent]\n'''\n[agent]\n  username = \"y\"\n";
  const edited = editTelegraf(text, [set("agent", "username", "z")]);
  expect(edited).toBe(text.replace('"y"', '"z"'));
});

test("a setting without an after goes, with all its lines", () => {
  const edited = editTelegraf(demo, [aSetting(file, "inputs.mqtt_consumer[0]", "topics", { before: ["sensors/#"] })]);
  expect(edited).toBe(demo.replace(/ {2}topics = \[\n.*\n {2}\]\n/, ""));
});

test("a dropped table goes with its subtables, and the other occurrence stays", () => {
  const edited = editTelegraf(demo, [aDrop(file, "inputs.mqtt_consumer[1]")]);
  expect(parse(edited)).toMatchObject({ agent: {}, inputs: { mqtt_consumer: [{ data_format: "json" }] } });
});

test("CRLF and a missing final line end stay", () => {
  const text = "[agent]\r\n\tinterval = '1s'";
  expect(editTelegraf(text, [set("agent", "quiet", true)])).toBe("[agent]\r\n\tinterval = '1s'\r\n\tquiet = true");
});
