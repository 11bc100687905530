// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of Telegraf, not of JavaScript
import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Notes } from "../../say/say.ts";
import { readTelegraf } from "./telegraf.ts";

function read(text: string) {
  const notes = new Notes();
  const config = readTelegraf({ path: "telegraf.conf", text }, "/etc/telegraf/telegraf.conf", notes);
  const problems = notes.problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`);
  const places = Object.fromEntries(
    config.settings.map(({ section, key, at }) => [`${section} ${key}`, `${at.line}:${at.column}`]),
  );
  return { config, problems, notes, places, sections: config.sections.map(({ value, at }) => `${value} ${at.line}`) };
}

const inTheWild = `[agent]
  interval = "10s"
  omit_hostname = false

# What the machines send
[[inputs.mqtt_consumer]]
  servers = ["tcp://mosquitto:1883"]
  topics = [
    "sensors/#", # all of [them]
  ]
  # password = "metrics"
  data_format = "json"
  tag_keys = ["host"]
  [inputs.mqtt_consumer.tags]
    site = "north"

[[inputs.mqtt_consumer]]
  servers = ["tcp://mosquitto:1883"]
  topics = ["Servo", "xenomai"]
  data_format = "influx"

[[outputs.influxdb]]
  urls = ["http://influxdb:8086"]
  database = "telegraf"
`;

test("tables are numbered, and every key knows its line", () => {
  const { config, problems, sections, places } = read(inTheWild);
  expect(problems).toEqual([]);
  expect(sections).toEqual([
    "agent 1",
    "inputs.mqtt_consumer[0] 6",
    "inputs.mqtt_consumer[0].tags 14",
    "inputs.mqtt_consumer[1] 17",
    "outputs.influxdb[0] 22",
  ]);
  expect(places).toEqual({
    "agent interval": "2:3",
    "agent omit_hostname": "3:3",
    "inputs.mqtt_consumer[0] servers": "7:3",
    "inputs.mqtt_consumer[0] topics": "8:3",
    "inputs.mqtt_consumer[0] data_format": "12:3",
    "inputs.mqtt_consumer[0] tag_keys": "13:3",
    "inputs.mqtt_consumer[0].tags site": "15:5",
    "inputs.mqtt_consumer[1] servers": "18:3",
    "inputs.mqtt_consumer[1] topics": "19:3",
    "inputs.mqtt_consumer[1] data_format": "20:3",
    "outputs.influxdb[0] urls": "23:3",
    "outputs.influxdb[0] database": "24:3",
  });
  expect(config.settings.find(({ key }) => key === "topics")?.value).toEqual(["sensors/#"]);
  expect(config.settings.find(({ key }) => key === "omit_hostname")?.value).toBe(false);
});

test("places are found through every kind of string, dotted and quoted keys, and inline tables", () => {
  const { places, problems } = read(
    [
      '[global_tags]\n"a b" = """\n[not.a.table] # no comment\nx = 1"""',
      "'c' = '''it''s\n[[no]]'''",
      'd.e = "\\"]#"',
      '[[inputs.mqtt_consumer]]\ntopics = [ "a#", # ]\n "b" ]\ntags = { x = "1", "y.z" = "2" }\n',
    ].join("\n"),
  );
  expect(problems).toEqual(["error bad-topic 9:1"]);
  expect(places).toEqual({
    "global_tags a b": "2:1",
    "global_tags c": "5:1",
    "global_tags.d e": "7:1",
    "inputs.mqtt_consumer[0] topics": "9:1",
    "inputs.mqtt_consumer[0].tags x": "11:10",
    "inputs.mqtt_consumer[0].tags y.z": "11:19",
  });
});

test("a single table is the first of its kind, as Telegraf takes it", () => {
  expect(read('[inputs.mqtt_consumer]\ntopics = ["a"]').sections).toEqual(["inputs.mqtt_consumer[0] 1"]);
});

test("a text with a variable is left to whoever runs it", () => {
  const { config, problems } = read('[[inputs.mqtt_consumer]]\ntopics = ["${PREFIX}#"]\npassword = "@{store:key}"');
  expect(problems).toEqual([]);
  expect(config.settings.map(({ value }) => value)).toEqual([["${PREFIX}#"], "@{store:key}"]);
});

const input = (line: string) => `[[inputs.mqtt_consumer]]\n  topics = ["a"]\n  ${line}\n`;

test.each([
  ["a misspelt key", input('topic_tga = "x"'), "error unknown-key 3:3"],
  ["a misspelt table", "[agnet]\ninterval = '1s'", "error unknown-key 1:1"],
  ["a misspelt subtable", `${input("")}  [inputs.mqtt_consumer.tgas]\n    a = "b"`, "error unknown-key 4:3"],
  ["a key outside of tables", 'interval = "1s"', "error unknown-key 1:1"],
  ["a text for a list", input('servers = "tcp://a:1883"'), "error wrong-type 3:3"],
  ["a text for a number", input('qos = "1"'), "error wrong-type 3:3"],
  ["a QoS that does not exist", input("qos = 3"), "error wrong-type 3:3"],
  ["a text for a switch", input('persistent_session = "true"'), "error wrong-type 3:3"],
  ["a time without a unit", input('keepalive = "soon"'), "error wrong-type 3:3"],
  ["a format that does not exist", input('data_format = "jsn"'), "error bad-value 3:3"],
  ["a key of another format", input('tag_keys = ["host"]'), "error unknown-key 3:3"],
  ["a session without a client id", input("persistent_session = true"), "error missing-key 3:3"],
  ["a filter with a wildcard inside a level", '[[inputs.mqtt_consumer]]\ntopics = ["a/b#"]', "error bad-topic 2:1"],
  ["a misspelt key of an output", '[[outputs.influxdb]]\n  databse = "x"', "error unknown-key 2:3"],
  ["a misspelt key of the agent", "[agent]\n  omit_hostnam = true", "error unknown-key 2:3"],
  ["a bracket too few", "[[inputs.mqtt_consumer]\n", "error toml 1:24"],
  ["a quote that is not closed", '[agent]\nhostname = "a\n', "error toml 2:14"],
  ["a text without quotes", "[agent]\nhostname = north", "error toml 2:12"],
  ["a list that is not closed", '[agent]\na = ["b"', "error toml 2:9"],
  ["a key twice", "[agent]\ndebug = true\ndebug = false", "error toml 3:1"],
  ["a line that is no setting", "[agent]\ndebug true", "error toml 2:7"],
])("%s is said where it stands", (_, text, problem) => expect(read(text).problems).toEqual([problem]));

test("another format's keys are not judged, since we do not know them", () => {
  expect(read(input('data_format = "csv"\n  csv_header_row_count = 1')).problems).toEqual([]);
});

test("what belongs to another format says which", () => {
  expect(read(input('tag_keys = ["host"]')).notes.problems[0]?.remedy).toContain('data_format = "json"');
});

test("no message shows a password", () => {
  const { notes } = read(input('password = 12345678\n  username = ["s3cret"]\n  client_id = \'s3cret'));
  expect(JSON.stringify(notes.problems)).not.toMatch(/12345678|s3cret/);
});

/** A small document and where its keys must be, made together. */
const anyKey = fc.constantFrom("a", "b-c", '"d e"', "'f'", "g.h");
const anyValue = fc.constantFrom(
  "1",
  '"x # ["',
  "'y]'",
  '["a", # c ]\n"b"]',
  "{ i = 1, j = [2] }",
  '"""m\n[n]\n"""',
  "1979-05-27 07:32:00Z",
  "[[1, 2], []]",
);
const anyBlock = fc.tuple(
  fc.constantFrom("[[inputs.cpu]]", "[[inputs.mem]]  # c", "[ [x] ]", "\n\n", "# [z]"),
  fc.uniqueArray(anyKey, { maxLength: 4 }),
  anyValue,
);

test("every key of a document has the place where its line begins", () => {
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 6 }), (blocks) => {
      const text = blocks
        .map(([head, keys, value]) => [head, ...keys.map((key) => `${key} = ${value}`)].join("\n"))
        .join("\n");
      const lines = text.split("\n");
      const { config } = read(text);
      for (const { key, at } of config.settings) {
        expect(lines[at.line - 1]?.slice(at.column - 1)).toMatch(new RegExp(`^(g\\.|["'])?${key}`));
      }
      for (const { value, at } of config.sections) {
        if (/^inputs\.\w+\[\d+\]$/.test(value)) expect(lines[at.line - 1]).toMatch(/^\[\[inputs/);
      }
    }),
  );
});

test("no text makes it throw", () => {
  const piece = fc.constantFrom(
    "[",
    "]",
    "[[",
    "]]",
    "a",
    ".",
    " = ",
    "1",
    '"',
    "'",
    '"""',
    "'''",
    "\n",
    "#",
    "{",
    "}",
    ",",
    "\\",
    "inputs.mqtt_consumer",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(piece, { maxLength: 30 }).map((parts) => parts.join("")),
      ),
      (text) => {
        const { notes } = read(text);
        for (const { at } of notes.problems) assert.ok(at.line <= text.split("\n").length);
      },
    ),
    { numRuns: 500 },
  );
});

const longTexts = [
  ...["[", "{a=", 'a="""', "[[inputs.cpu]]\n", "#\n", "a = [", "'", "\n", " "].map((part) =>
    part.repeat(200_000 / part.length),
  ),
  Array.from({ length: 10_000 }, (_, i) => `k${i} = ${i}`).join("\n"),
];
test.each(longTexts.map((text) => [text.slice(0, 20), text]))(
  "a long text that begins with %j comes to an end",
  (_, text) => void read(text),
  60_000,
);
