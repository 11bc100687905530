import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { Notes } from "../../say/say.ts";
import { readTelegraf } from "./telegraf.ts";

const main = "/etc/telegraf/telegraf.conf";
const inD = (name: string) => `/etc/telegraf/telegraf.d/${name}`;
const mqtt = (topic: string) =>
  `[[inputs.mqtt_consumer]]\n  topics = ["${topic}"]\n  [inputs.mqtt_consumer.tags]\n    a = "${topic}"\n`;

function read(text: string, further: Readonly<Record<string, string>>) {
  const notes = new Notes();
  const files = Object.entries(further).map(([path, text]) => ({ path, text }));
  return { ...readTelegraf({ path: main, text }, main, notes, files), notes };
}

test("tables are numbered over all files, in the order in which they are loaded", () => {
  const { sections, settings, path } = read(`[agent]\n  debug = true\n${mqtt("one")}[[inputs.cpu]]\n`, {
    [inD("a.conf")]: `${mqtt("two")}${mqtt("three")}`,
    [inD("b.conf")]: `[inputs.cpu]\n  percpu = true\n${mqtt("four")}`,
  });
  expect(path).toBe(main);
  expect(sections.map(({ value, at }) => [value, at.file, at.line])).toEqual([
    ["agent", main, 1],
    ["inputs.mqtt_consumer[0]", main, 3],
    ["inputs.mqtt_consumer[0].tags", main, 5],
    ["inputs.cpu[0]", main, 7],
    ["inputs.mqtt_consumer[1]", inD("a.conf"), 1],
    ["inputs.mqtt_consumer[1].tags", inD("a.conf"), 3],
    ["inputs.mqtt_consumer[2]", inD("a.conf"), 5],
    ["inputs.mqtt_consumer[2].tags", inD("a.conf"), 7],
    ["inputs.cpu[1]", inD("b.conf"), 1],
    ["inputs.mqtt_consumer[3]", inD("b.conf"), 3],
    ["inputs.mqtt_consumer[3].tags", inD("b.conf"), 5],
  ]);
  const of = (section: string) => settings.filter((one) => one.section === section).map(({ value }) => value);
  expect([of("inputs.mqtt_consumer[2]"), of("inputs.mqtt_consumer[3].tags")]).toEqual([[["three"]], ["four"]]);
});

test("a file with an error takes no number away from those after it", () => {
  const { sections, notes } = read(mqtt("one"), {
    [inD("a.conf")]: "[[inputs.mqtt_consumer]\n",
    [inD("b.conf")]: mqtt("x"),
  });
  expect(notes.problems.map(({ code, at }) => [code, at.file])).toEqual([["toml", inD("a.conf")]]);
  expect(sections.map(({ value }) => value).filter((value) => value.endsWith("]"))).toEqual([
    "inputs.mqtt_consumer[0]",
    "inputs.mqtt_consumer[1]",
  ]);
});

const fixture = resolve(import.meta.dirname, "../../../../../shared/fixtures/telegraf/telegraf-1.20.conf");

test.skipIf(!existsSync(fixture))(
  "every sample of Telegraf's own file keeps its place beside a file of one's own",
  () => {
    const text = readFileSync(fixture, "utf8");
    const alone = read(text, {});
    const together = read(text, { [inD("own.conf")]: mqtt("own") });
    expect(together.notes.problems).toEqual([]);
    expect(together.settings.slice(0, alone.settings.length)).toEqual(alone.settings);
    expect(together.sections.slice(0, alone.sections.length)).toEqual(alone.sections);
    const inMain = alone.sections.filter(({ value }) => /^inputs\.mqtt_consumer\[\d+\]$/.test(value)).length;
    expect(together.sections[alone.sections.length]?.value).toBe(`inputs.mqtt_consumer[${inMain}]`);
  },
);
