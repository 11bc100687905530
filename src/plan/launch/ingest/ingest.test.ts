import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "../../../harden/harden.ts";
import { aService, aStack, type ServiceWords, type TableWords, telegrafConf } from "../../../harden/testing/stacks.ts";
import type { SettingValue } from "../../../model/setting.ts";
import type { Service } from "../../../model/stack.ts";
import { launchesOf } from "../../launch.ts";

const layout = { root: "/stack/.edgeward", run: "/run/edgeward" };
const broker = (name = "mosquitto", port = "8883") => aService(name, { role: "broker", ports: [`${port}:8883`] });
const database = aService("influxdb", {
  role: "database",
  image: "influxdb:1.8",
  environment: { INFLUXDB_DB: "telegraf" },
});
const output: TableWords = ["outputs.influxdb[0]", { urls: ["http://influxdb:8086"], database: "fast" }];

function planned(
  tables: readonly TableWords[],
  more: ServiceWords = {},
  others: readonly Service[] = [broker(), database],
) {
  const telegraf = aService("telegraf", { role: "ingest", configs: [telegrafConf(...tables)], ...more });
  const { launches, unrunnable, problems } = launchesOf(harden(aStack([...others, telegraf])), layout);
  const launch = launches.find((one) => one.role === "ingest");
  const needs = unrunnable.find((one) => one.service === "telegraf")?.needs;
  return { launch, needs, problems: problems.map(({ code, what }) => `${code}: ${what}`) };
}

const input = (settings: Readonly<Record<string, SettingValue>> = {}, index = 0): TableWords => [
  `inputs.mqtt_consumer[${index}]`,
  { servers: ["tcp://mosquitto:1883"], topics: ["a/#"], ...settings },
];

test("what Telegraf leaves out is as its documentation says", () => {
  const { launch, problems } = planned([input(), output]);
  assert.deepEqual(launch?.inputs, [
    { topics: ["a/#"], qos: 0, topicTag: "topic", tags: {}, format: { name: "influx" } },
  ]);
  assert.deepEqual([launch?.broker, launch?.store, launch?.database], ["mosquitto", "influxdb", "fast"]);
  assert.deepEqual(problems, []);
});

test("JSON without options is strict, and has no tags", () => {
  const { launch } = planned([input({ data_format: "json" }), output]);
  assert.deepEqual(launch?.inputs[0]?.format, { name: "json", tagKeys: [], stringFields: [], strict: true });
});

test("JSON with all its options", () => {
  const { launch } = planned([
    ["global_tags", { site: "north", line: "1" }],
    ["agent", { hostname: "edge-1" }],
    input({
      qos: 1,
      topic_tag: "",
      name_override: "machine",
      data_format: "json",
      tag_keys: ["host"],
      json_string_fields: ["state"],
      json_name_key: "kind",
      json_query: "data",
      json_time_key: "ts",
      json_time_format: "unix_ms",
      json_strict: false,
    }),
    ["inputs.mqtt_consumer[0].tags", { line: "2" }],
    output,
  ]);
  assert.deepEqual(launch?.inputs, [
    {
      topics: ["a/#"],
      qos: 1,
      topicTag: "",
      nameOverride: "machine",
      tags: { host: "edge-1", site: "north", line: "2" },
      format: {
        name: "json",
        tagKeys: ["host"],
        stringFields: ["state"],
        nameKey: "kind",
        query: "data",
        timeKey: "ts",
        timeFormat: "unix_ms",
        strict: false,
      },
    },
  ]);
});

test.each<[string, readonly TableWords[], ServiceWords, string | undefined]>([
  ["by the service's name", [input(), output], {}, "mosquitto"],
  ["by this machine's", [input({ servers: ["tcp://localhost:1883"] }), output], {}, "mosquitto"],
  ["by default", [["inputs.mqtt_consumer[0]", { topics: ["a"] }], output], {}, "mosquitto"],
  [
    "through a variable",
    [input({ servers: ["$" + "{MQTT_URL}"] }), output],
    { environment: { MQTT_URL: "tcp://mosquitto:1883" } },
    "mosquitto",
  ],
  ["not at all, elsewhere", [input({ servers: ["tcp://far.example:1883"] }), output], {}, undefined],
])("the broker is found %s", (_, tables, more, expected) => {
  assert.equal(planned(tables, more).launch?.broker, expected);
});

test("topics may hold variables of the service, and a shared subscription is taken alone", () => {
  const dollar = "$";
  const { launch, problems } = planned(
    [input({ topics: [`${dollar}{SITE}/#`, `${dollar}share/group/b`, `${dollar}{NOBODY}/c`] }), output],
    { environment: { SITE: "north" } },
  );
  assert.deepEqual(launch?.inputs[0]?.topics, ["north/#", "b"]);
  assert.match(problems.join(), /^bad-topic: .*NOBODY/);
});

test.each<[string, readonly TableWords[], readonly Service[], RegExp]>([
  [
    "whose broker is elsewhere",
    [input({ servers: ["tcp://far.example:1883"] }), output],
    [broker(), database],
    /a broker of this stack: .*far\.example/,
  ],
  [
    "whose database is elsewhere",
    [input(), ["outputs.influxdb[0]", { urls: ["http://far.example:8086"] }]],
    [broker(), database],
    /a database of this stack: .*far\.example/,
  ],
  ["without an output", [input()], [broker(), database], /a database of this stack: .*none/],
  [
    "whose database cannot run",
    [input(), output],
    [broker(), aService("influxdb", { role: "database", image: "postgres:15" })],
    /a database of this stack/,
  ],
  [
    "whose formats are all unknown",
    [input({ data_format: "csv" }), output],
    [broker(), database],
    /none of its inputs/,
  ],
])("an ingest %s is named", (_, tables, others, needs) => {
  const seen = planned(tables, {}, others);
  assert.equal(seen.launch, undefined);
  assert.match(seen.needs ?? "", needs);
});

test("no message holds a login", () => {
  const secret = "tcp://user:s3cret@far.example:1883";
  const seen = [
    planned([input({ servers: [secret] }), output]),
    planned([input(), input({ servers: [secret] }, 1), output]),
  ];
  assert.ok(JSON.stringify(seen.map(({ needs, problems }) => [needs, problems])).includes("far.example"));
  assert.ok(!JSON.stringify(seen.map(({ needs, problems }) => [needs, problems])).includes("s3cret"));
});

test("two ingests do not take in one broker's messages", () => {
  const other = aService("second", { role: "ingest", configs: [telegrafConf(input(), output)] });
  const { needs } = planned([input(), output], {}, [broker(), database, other]);
  assert.match(needs ?? "", /second takes in the messages of mosquitto already/);
});

test.each<[string, readonly TableWords[], readonly RegExp[]]>([
  ["a format", [input(), input({ data_format: "value" }, 1), output], [/^unknown-format: .*\[1\] reads `value`/]],
  [
    "a second broker",
    [input(), input({ servers: ["tcp://other:1884"] }, 1), output],
    [/^other-broker: .*\[1\] reads from the broker other/],
  ],
  ["a broker elsewhere", [input(), input({ servers: ["tcp://far:1"] }, 1), output], [/^other-broker: .*tcp:\/\/far:1/]],
  [
    "a second output",
    [input(), output, ["outputs.influxdb[1]", { urls: ["http://far:1"] }]],
    [/^other-output: outputs\.influxdb\[1\]/],
  ],
  [
    "other plugins",
    [input(), output, ["inputs.cpu[0]", {}], ["processors.rename[0]", {}], ["outputs.file[0]", {}]],
    [/inputs\.cpu/, /processors\.rename/, /outputs\.file/],
  ],
  ["an option", [input({ name_prefix: "x" }), output], [/^not-carried: `name_prefix` of inputs/]],
  [
    "a table in an input",
    [input(), ["inputs.mqtt_consumer[0].topic_parsing[0]", { topic: "a" }], output],
    [/^not-carried: .*topic_parsing/],
  ],
  ["no topics", [input(), input({ topics: [] }, 1), output], [/^no-topics/]],
  ["the host's tag", [["agent", { interval: "10s" }], input(), output], [/^no-host-tag/]],
  [
    "but not what changes nothing",
    [["agent", { omit_hostname: true }], input({ client_id: "x", username: "y" }), output],
    [],
  ],
])("what is not carried out is named: %s", (_, tables, expected) => {
  const { problems } = planned(tables, {}, [broker(), broker("other", "8884"), database]);
  assert.equal(problems.length, expected.length, problems.join("\n"));
  for (const [i, pattern] of expected.entries()) assert.match(problems[i] ?? "", pattern);
});
