import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { settingOf } from "../../../model/setting.ts";
import type { InfluxMajor } from "../../../model/versions.ts";
import { Notes } from "../../say/say.ts";
import { influxMajorOf, readInfluxdb } from "./influxdb.ts";

function read(text: string, major: InfluxMajor = 1, path = "/etc/influxdb/influxdb.conf") {
  const notes = new Notes();
  const config = readInfluxdb({ path, text }, path, major, notes);
  return {
    config,
    said: notes.problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`),
  };
}

test("a file of InfluxDB 1 becomes tables and keys with places", () => {
  const { config, said } = read(
    'reporting-enabled = false\n[meta]\n  dir = "/d"\n\n[http]\n  # auth-enabled = false\n  bind-address = ":8086" # all\n[[udp]]\n  enabled = true\n',
  );
  expect(said).toEqual([]);
  expect(config.format).toBe("influxdb");
  expect(config.sections.map(({ value }) => value)).toEqual(["meta", "http", "udp[0]"]);
  expect(config.settings.map(({ section, key, value, at }) => [section, key, value, at.line, at.column])).toEqual([
    ["", "reporting-enabled", false, 1, 1],
    ["meta", "dir", "/d", 3, 3],
    ["http", "bind-address", ":8086", 7, 3],
    ["udp[0]", "enabled", true, 9, 3],
  ]);
});

test("InfluxDB 2 and 3 have flat keys", () => {
  const two = read('bolt-path = "/b"\ntls-cert = "/c"\n', 2).config;
  expect(settingOf(two, "", "tls-cert")?.value).toBe("/c");
  const three = read('node-id="a"\nwithout-auth=true\n', 3).config;
  expect(settingOf(three, "", "without-auth")?.value).toBe(true);
});

// What influxd 1.6.7 does with each of these was tried on the program itself.
test.each([
  ["a text for a switch", "[http]\nauth-enabled = 'yes'", "error wrong-type 2:1"],
  ["a switch for a text", "[meta]\ndir = true", "error wrong-type 2:1"],
  ["a table twice", "[http]\n[http]", "error toml 2:2"],
  ["a line that is no setting", "[http]\nauth-enabled true", "error toml 2:14"],
  ["a table in capitals, which counts for influxd", "[HTTP]\nauth-enabled = true", "error wrong-case 1:1"],
  ["a key in capitals, which counts for influxd", "[http]\nAuth-Enabled = true", "error wrong-case 2:1"],
])("%s is said where it stands", (_, text, problem) => expect(read(text).said).toEqual([problem]));

test("an unknown key passes without a word, as influxd passes over it", () =>
  expect(read("[http]\npprof-auth-enabled = true\nnonsense = 3\n").said).toEqual([]));

test("YAML and JSON are not read, and said", () => {
  const { config, said } = read("bolt-path: /b\n", 2, "/etc/influxdb/config.yml");
  expect([config.settings, said]).toEqual([[], ["notice not-carried 1:1"]]);
});

test("tables in a file of InfluxDB 2 are another generation's", () =>
  expect(read("[http]\nauth-enabled = true\n", 2).said).toEqual(["notice unknown-key 2:1"]));

test("the generation is told by the words that only one has", () => {
  const major = (text: string, path = "/x") => influxMajorOf({ path, text });
  expect(["[meta]", "bolt-path = 'a'", "engine-path: a", "object-store='file'", ""].map((text) => major(text))).toEqual(
    [1, 2, 2, 3, undefined],
  );
  expect(major("", "/etc/influxdb3/influxdb3-core.conf")).toBe(3);
});

const installed = "/etc/influxdb/influxdb.conf";
test.skipIf(!existsSync(installed))("the file that the package brings is right", () =>
  expect(read(readFileSync(installed, "utf8")).said).toEqual([]),
);
