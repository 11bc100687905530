import { expect, test } from "vitest";
import { Fault } from "../../../model/fault.ts";
import type { JsonFormat } from "../../../model/launch.ts";
import { formatPoint } from "../../line-protocol/format.ts";
import type { Point } from "../../point.ts";
import { createArrival } from "../arrival.ts";
import { createSeries } from "../series.ts";
import { jsonReader } from "./json-reader.ts";

const nowMs = 1_700_000_000_000;

/** The points as line protocol, and the reason for what is missing. */
function read(
  text: string,
  settings: Partial<JsonFormat> = {},
  input: { nameOverride?: string; topicTag?: string; tags?: Record<string, string> } = {},
) {
  const format: JsonFormat = { name: "json", tagKeys: [], stringFields: [], strict: true, ...settings };
  const now = () => nowMs;
  const readerFor = jsonReader(format, { arrival: createArrival(now), now, depth: 100, nameChars: 1024 * 1024 });
  const points: Point[] = [];
  const malformed = readerFor(createSeries({ topicTag: "", tags: {}, ...input }, "plant/1"))(text, points);
  return [...points.map(formatPoint), ...(malformed ? [malformed.reason] : [])];
}

test.each<[string, string, Partial<JsonFormat>, string[]]>([
  [
    "numbers are float fields of mqtt_consumer",
    '{"a":5,"b":{"c":6.5}}',
    {},
    ["mqtt_consumer a=5,b_c=6.5 1700000000000000000"],
  ],
  ["strings and booleans are ignored", '{"a":5,"s":"x","t":true}', {}, ["mqtt_consumer a=5 1700000000000000000"]],
  ["no usable field", '{"s":"x","t":true,"n":null}', {}, ["no_field"]],
  ["an empty object", "{}", {}, ["no_field"]],
  ["null", "null", {}, ["no_field"]],
  ["nothing at all", "", {}, ["no_field"]],
  ["a number", "5", {}, ["wrong_type"]],
  ["a string", '"5"', {}, ["wrong_type"]],
  ["not JSON", "value=5", {}, ["not_json"]],
  [
    "an array of objects is several points, each with a time of its own",
    '[{"a":1},{"a":2}]',
    {},
    ["mqtt_consumer a=1 1700000000000000000", "mqtt_consumer a=2 1700000000000000001"],
  ],
  ["an array with something else in it is nothing, strict or not", '[{"a":1},2]', { strict: false }, ["wrong_type"]],
  ["an array in an array is nothing", '[[{"a":1}]]', {}, ["wrong_type"]],
  ["an object without fields is passed over", '[{"s":"x"},{"a":2}]', {}, ["mqtt_consumer a=2 1700000000000000000"]],
  ["an empty array", "[]", {}, ["no_field"]],

  [
    "tag_keys: strings, numbers and booleans become tags",
    '{"a":1,"s":"x","n":2.50,"t":true}',
    { tagKeys: ["s", "n", "t"] },
    ["mqtt_consumer,n=2.5,s=x,t=true a=1 1700000000000000000"],
  ],
  [
    "tag_keys: flattened names",
    '{"a":1,"b":{"host":"h"}}',
    { tagKeys: ["b_host"] },
    ["mqtt_consumer,b_host=h a=1 1700000000000000000"],
  ],
  [
    "tag_keys: globs",
    '{"a":1,"tag_1":"x","tag_2":"y"}',
    { tagKeys: ["tag*"] },
    ["mqtt_consumer,tag_1=x,tag_2=y a=1 1700000000000000000"],
  ],
  [
    "tag_keys: empty values are no tags",
    '{"a":1,"s":""}',
    { tagKeys: ["s"] },
    ["mqtt_consumer a=1 1700000000000000000"],
  ],
  ["tag_keys: nothing but tags", '{"s":"x"}', { tagKeys: ["s"] }, ["no_field"]],
  ["tag_keys: time", '{"a":1,"time":5}', { tagKeys: ["t*"] }, ["reserved_tag"]],
  [
    "tag_keys: more than a series can be named",
    `{"a":1,"s":"${"x".repeat(70_000)}"}`,
    { tagKeys: ["s"] },
    ["too_large"],
  ],

  [
    "json_string_fields: strings and booleans become fields",
    '{"a":1,"s":"x y","t":true}',
    { stringFields: ["s", "t"] },
    ['mqtt_consumer a=1,s="x y",t=true 1700000000000000000'],
  ],
  [
    "json_string_fields: globs",
    '{"s_1":"x","u":"y"}',
    { stringFields: ["s_*"] },
    ['mqtt_consumer s_1="x" 1700000000000000000'],
  ],
  [
    "json_string_fields: a tag stays a tag",
    '{"a":1,"s":"x"}',
    { stringFields: ["s"], tagKeys: ["s"] },
    ["mqtt_consumer,s=x a=1 1700000000000000000"],
  ],

  ["json_name_key", '{"a":1,"name":"motor"}', { nameKey: "name" }, ["motor a=1 1700000000000000000"]],
  [
    "json_name_key: flattened name",
    '{"a":1,"m":{"name":"motor"}}',
    { nameKey: "m_name" },
    ["motor a=1 1700000000000000000"],
  ],
  [
    "json_name_key: the name can be a field too",
    '{"a":1,"name":"motor"}',
    { nameKey: "name", stringFields: ["name"] },
    ['motor a=1,name="motor" 1700000000000000000'],
  ],
  [
    "json_name_key: a number is no name",
    '{"a":1,"name":5}',
    { nameKey: "name" },
    ["mqtt_consumer a=1,name=5 1700000000000000000"],
  ],
  ["json_name_key: missing", '{"a":1}', { nameKey: "name" }, ["mqtt_consumer a=1 1700000000000000000"]],
  ["json_name_key: empty", '{"a":1,"name":""}', { nameKey: "name" }, ["no_name"]],

  [
    "json_time_key: the time is no field",
    '{"a":1,"t":1600000000}',
    { timeKey: "t", timeFormat: "unix" },
    ["mqtt_consumer a=1 1600000000000000000"],
  ],
  [
    "json_time_key: Go layout, flattened name",
    '{"a":1,"b":{"t":"2020-09-13T12:26:40Z"}}',
    { timeKey: "b_t", timeFormat: "2006-01-02T15:04:05Z07:00" },
    ["mqtt_consumer a=1 1600000000000000000"],
  ],
  ["json_time_key: missing", '{"a":1}', { timeKey: "t", timeFormat: "unix" }, ["bad_time"]],
  ["json_time_key: null", '{"a":1,"t":null}', { timeKey: "t", timeFormat: "unix" }, ["bad_time"]],
  ["json_time_key: written otherwise", '{"a":1,"t":"noon"}', { timeKey: "t", timeFormat: "unix" }, ["bad_time"]],
  [
    "json_time_key: named time, as most are",
    '{"a":1,"time":1600000000}',
    { timeKey: "time", timeFormat: "unix" },
    ["mqtt_consumer a=1 1600000000000000000"],
  ],

  [
    "json_strict: one bad time rejects all",
    '[{"a":1,"t":1600000000},{"a":2}]',
    { timeKey: "t", timeFormat: "unix" },
    ["bad_time"],
  ],
  [
    "json_strict = false: the others are stored",
    '[{"a":1,"t":1600000000},{"a":2}]',
    { timeKey: "t", timeFormat: "unix", strict: false },
    ["mqtt_consumer a=1 1600000000000000000", "bad_time"],
  ],
  [
    "json_strict = false: a number that is none rejects all",
    '[{"a":1},{"a":1e999}]',
    { strict: false },
    ["number_out_of_range"],
  ],

  ["json_query: an object", '{"obj":{"a":1},"b":2}', { query: "obj" }, ["mqtt_consumer a=1 1700000000000000000"]],
  [
    "json_query: an array",
    '{"rooms":[{"t":1},{"t":2}]}',
    { query: "rooms" },
    ["mqtt_consumer t=1 1700000000000000000", "mqtt_consumer t=2 1700000000000000001"],
  ],
  [
    "json_query: # over an array",
    '{"rooms":[{"x":{"t":1}},{"x":{"t":2}}]}',
    { query: "rooms.#.x" },
    ["mqtt_consumer t=1 1700000000000000000", "mqtt_consumer t=2 1700000000000000001"],
  ],
  ["json_query: nowhere", '{"a":1}', { query: "b" }, ["no_field"]],
  ["json_query: null", '{"b":null}', { query: "b" }, ["no_field"]],
  ["json_query: a number", '{"b":5}', { query: "b" }, ["wrong_type"]],
])("%s", (_, text, settings, expected) => expect(read(text, settings)).toEqual(expected));

test("name_override names every point, whatever json_name_key says", () =>
  expect(read('{"a":1,"name":"motor"}', { nameKey: "name" }, { nameOverride: "all" })).toEqual([
    "all a=1 1700000000000000000",
  ]));

test("the topic replaces a tag of its name, the input's tags do not", () =>
  expect(
    read(
      '{"a":1,"topic":"own","site":"own"}',
      { tagKeys: ["topic", "site"] },
      { topicTag: "topic", tags: { site: "north", line: "3" } },
    ),
  ).toEqual(["mqtt_consumer,line=3,site=own,topic=plant/1 a=1 1700000000000000000"]));

test("a time key without a format, and a query that is not supported, are refused at once", () => {
  expect(() => read("{}", { timeKey: "t" })).toThrow(Fault);
  expect(() => read("{}", { query: "a.#(b>1)" })).toThrow(Fault);
});
