import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { listenerKeys, securityKeys } from "../../../model/listener.ts";
import { Notes } from "../../say/say.ts";
import { directiveNames, directiveOf } from "./directives.ts";
import { readMosquitto } from "./mosquitto.ts";

function read(text: string) {
  const notes = new Notes();
  const config = readMosquitto({ path: "mosquitto.conf", text }, "/mosquitto/config/mosquitto.conf", notes);
  const settings = config.settings.map(({ section, key, value }) => [section, key, value]);
  const problems = notes.problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`);
  return { config, settings, problems, notes, sections: config.sections.map(({ value }) => value) };
}

test("the file of a stack in the wild is read with a place for every setting", () => {
  const { config, sections, problems } = read(
    "# Works for now.\nlistener 1883\nallow_anonymous true\n\npersistence true\nmax_packet_size 1000\nlog_dest stdout\n",
  );
  expect(problems).toEqual([]);
  expect(sections).toEqual(["listener 1883"]);
  expect(config.settings).toEqual([
    { section: "listener 1883", key: "listener", value: "1883", at: { file: "mosquitto.conf", line: 2, column: 1 } },
    { section: "", key: "allow_anonymous", value: true, at: { file: "mosquitto.conf", line: 3, column: 1 } },
    { section: "", key: "persistence", value: true, at: { file: "mosquitto.conf", line: 5, column: 1 } },
    { section: "", key: "max_packet_size", value: 1000, at: { file: "mosquitto.conf", line: 6, column: 1 } },
    { section: "", key: "log_dest", value: "stdout", at: { file: "mosquitto.conf", line: 7, column: 1 } },
  ]);
});

test("listener settings belong to the listener above them, security settings hold for all", () => {
  const { settings } = read(
    "listener 1883 127.0.0.1\nmax_connections 5\nallow_anonymous true\nlistener 8883\ncertfile /c\n",
  );
  expect(settings).toEqual([
    ["listener 1883 127.0.0.1", "listener", "1883 127.0.0.1"],
    ["listener 1883 127.0.0.1", "max_connections", 5],
    ["", "allow_anonymous", true],
    ["listener 8883", "listener", "8883"],
    ["listener 8883", "certfile", "/c"],
  ]);
});

test("with per_listener_settings, security settings belong to the listener above them", () => {
  const { settings } = read(
    "per_listener_settings true\nlistener 1883\nallow_anonymous true\nlistener 8883\nallow_anonymous false",
  );
  expect(settings.filter(([, key]) => key === "allow_anonymous")).toEqual([
    ["listener 1883", "allow_anonymous", true],
    ["listener 8883", "allow_anonymous", false],
  ]);
});

test("`port` is the default listener, and listener settings before the first `listener` are its own", () => {
  const { settings, sections } = read("max_connections 7\nport 1884\nlistener 1885\nbind_address 127.0.0.1");
  expect(sections).toEqual(["listener 1884", "listener 1885"]);
  expect(settings).toContainEqual(["listener 1884", "max_connections", 7]);
  expect(settings).toContainEqual(["listener 1884", "bind_address", "127.0.0.1"]);
});

test("listener settings before any listener and without a port are the default listener's, which is global", () => {
  expect(read("max_connections 7\nlistener 1885").settings[0]).toEqual(["", "max_connections", 7]);
});

test("two listeners on one port are told apart by their address", () => {
  expect(read("listener 1883 127.0.0.1\nlistener 1883 ::1").sections).toEqual([
    "listener 1883 127.0.0.1",
    "listener 1883 ::1",
  ]);
});

// What mosquitto 2.0.11 does with each of these was tried on the program itself.
test.each([
  ["a misspelt directive", "allow_anonymus true", "error unknown-setting 1:1"],
  ["another case", "Listener 1883", "error unknown-setting 1:1"],
  ["yes for true", "allow_anonymous yes", "error bad-setting 1:17"],
  ["a missing value", "max_connections", "error bad-setting 1:1"],
  ["letters for a number", "max_connections many", "error bad-setting 1:17"],
  ["a packet limit that is too small", "max_packet_size 3", "error bad-setting 1:17"],
  ["a protocol that does not exist", "protocol ws", "error bad-setting 1:10"],
  ["a port that does not exist", "listener 99999", "error bad-setting 1:10"],
  ["a listener without a port", "listener abc", "error bad-setting 1:10"],
  ["a unix socket without a path", "listener 0", "error bad-setting 1:10"],
  ["a tab after the key", "listener\t1883", "error bad-setting 1:1"],
  ["an indented comment", "listener 1883\n  # why", "error bad-setting 2:3"],
  ["two password files", "password_file /a\npassword_file /b", "error duplicate-setting 2:1"],
  ["a port twice", "listener 1883\nlistener 1883", "error duplicate-setting 2:1"],
  ["a bridge's setting outside a bridge", "topic # in", "error bad-setting 1:1"],
  ["a plugin's option without a plugin", "plugin_opt_x 1", "error bad-setting 1:1"],
  ["a switch set twice", "persistence true\npersistence false", "notice duplicate-setting 2:1"],
  ["a comment that becomes part of a path", "password_file /a # b", "notice comment-in-value 1:15"],
  ["an include", "include_dir /etc/mosquitto/conf.d", "notice not-carried 1:1"],
  ["websockets", "listener 9001\nprotocol websockets", "notice not-carried 2:1"],
  ["client certificates", "listener 8883\nrequire_certificate true", "notice not-carried 2:1"],
])("%s is said where it stands", (_, text, problem) => expect(read(text).problems).toEqual([problem]));

test("a misspelt directive is told the right one", () => {
  expect(read("allow_anonymus true").notes.problems[0]?.remedy).toBe("Did you mean `allow_anonymous`?");
});

test("a bridge is one notice, and its password is in none", () => {
  const { problems, notes, settings } = read(
    "connection up\naddress a:1883\ntopic # out\nremote_password s3cret # x\n",
  );
  expect(problems).toEqual(["notice not-carried 1:1", "notice comment-in-value 4:17"]);
  expect(JSON.stringify(notes.problems)).not.toContain("s3cret");
  expect(settings[0]).toEqual(["connection up", "connection", "up"]);
});

test("a comment after a switch or a number does no harm, and neither do CRLF and indented settings", () => {
  expect(read("listener  1883   # plain\r\n  allow_anonymous true # for now\r\n")).toMatchObject({
    problems: [],
    settings: [
      ["listener 1883", "listener", "1883"],
      ["", "allow_anonymous", true],
    ],
  });
});

test("no text makes it throw, and each problem lies in the text", () => {
  const key = fc.constantFrom(...directiveNames, "plugin_opt_a", "x", "#", "");
  const value = fc.constantFrom("true", "1883", "-1", "a b", "# c", "", "\t", "/p", "99999");
  const line = fc.tuple(key, fc.constantFrom(" ", "  ", "\t", ""), value).map((parts) => parts.join(""));
  fc.assert(
    fc.property(fc.oneof(fc.array(line, { maxLength: 20 }), fc.array(fc.string({ unit: "binary" }))), (lines) => {
      const { notes } = read(lines.join("\n"));
      for (const { at } of notes.problems) assert.ok(at.line <= lines.join("\n").split("\n").length);
    }),
  );
});

const longTexts = [
  ...["listener 1\n", "log_dest x\n", "zzzzzzzzzz y\n", "topic x\n", "a"].map((part) =>
    part.repeat(200_000 / part.length),
  ),
  Array.from({ length: 10_000 }, (_, i) => `listener ${i + 1}`).join("\n"),
];
test.each(longTexts.map((text) => [text.slice(0, 20), text]))(
  "a long text that begins with %j comes to an end",
  (_, text) => void read(text),
  60_000,
);

test("which settings belong to one listener is what the rest of the house takes for granted", () => {
  for (const name of directiveNames) {
    const scope = directiveOf(name)?.scope;
    const opensNone = name === "listener" || name === "port";
    expect([name, scope === "listener" || opensNone]).toEqual([name, listenerKeys.has(name)]);
    expect([name, scope === "security"]).toEqual([name, securityKeys.has(name)]);
  }
});
