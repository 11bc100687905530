import assert from "node:assert/strict";
import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import type { ConfigFormat } from "../../../model/machine.ts";
import type { SettingValue } from "../../../model/setting.ts";
import { aDrop, aGrant, aSetting, aVariable } from "../../testing/changes.ts";
import { editMachine, leftOnMachine } from "../machine.ts";

const main = "/etc/mosquitto/mosquitto.conf";
const set = (section: string, key: string, after: string): Change => aSetting(main, section, key, { after });
/** With the place that reading gave it. */
const at = (change: Change, file: string, line: number): Change => ({ ...change, at: { file, line, column: 1 } });

type Texts = Readonly<Record<string, string>>;

const mosquitto = (texts: Texts) => filesOf(texts, "mosquitto");
const filesOf = (texts: Texts, format: ConfigFormat) =>
  Object.entries(texts).map(([path, text]) => ({ path, text, format }));

function edited(files: ReturnType<typeof filesOf>, changes: readonly Change[]): Texts {
  const edits = editMachine(files, changes);
  return Object.fromEntries([...edits].map(([path, { text }]) => [path, text]));
}

const stock = "pid_file /run/mosquitto.pid\n\ninclude_dir /etc/mosquitto/conf.d\n";
const local = "/etc/mosquitto/conf.d/local.conf";

test("a change goes to the file that its setting stands in", () => {
  const files = mosquitto({ [main]: stock, [local]: "listener 1883\nallow_anonymous true\n" });
  const change = aSetting(main, "", "allow_anonymous", { before: "true", after: "false" });
  expect(edited(files, [at(change, local, 2)])).toEqual({ [local]: "listener 1883\nallow_anonymous false\n" });
  expect(edited(files, [change])).toEqual({ [local]: "listener 1883\nallow_anonymous false\n" });
});

test("the line's number counts in its own file only", () => {
  const files = mosquitto({ [main]: "log_type all\nlog_type all\n", [local]: "log_type all\nlog_type all\n" });
  const change = at(aSetting(main, "", "log_type", { before: "all", after: "error" }), local, 2);
  expect(edited(files, [change])).toEqual({ [local]: "log_type all\nlog_type error\n" });
});

test("a place in one file says nothing of the same line in another", () => {
  const files = mosquitto({ [main]: "log_type all\nlog_type all\n", [local]: "user me\n" });
  const change = at(aSetting(main, "", "log_type", { before: "all", after: "error" }), local, 1);
  expect(edited(files, [change])).toEqual({ [main]: "log_type all\nlog_type error\n" });
});

test("a setting for the whole broker is added to the main file, and a listener at its end", () => {
  const files = mosquitto({ [main]: stock, [local]: "listener 1883\n" });
  const changes = [
    set("", "password_file", "/p"),
    set("listener 8883", "certfile", "/c"),
    aDrop(main, "listener 1883"),
  ];
  expect(edited(files, changes)).toEqual({
    [main]: `${stock}password_file /p\n\nlistener 8883\ncertfile /c\n`,
    [local]: "",
  });
});

test("a default that is commented out is filled in where it stands, in the main file rather than in another", () => {
  const hidden = "#password_file /x\n";
  const files = { [main]: stock, [local]: hidden };
  expect(edited(mosquitto(files), [set("", "password_file", "/p")])).toEqual({ [local]: "password_file /p\n" });
  expect(edited(mosquitto({ ...files, [main]: hidden }), [set("", "password_file", "/p")])).toEqual({
    [main]: "password_file /p\n",
  });
});

test("a listener's setting is added where the listener stands", () => {
  const files = mosquitto({ [main]: stock, [local]: "listener 8883\n\nlistener 9001\n" });
  expect(edited(files, [set("listener 8883", "certfile", "/c")])).toEqual({
    [local]: "listener 8883\ncertfile /c\n\nlistener 9001\n",
  });
});

test("per_listener_settings holds for all files, wherever it stands", () => {
  const files = mosquitto({ [main]: `per_listener_settings true\n${stock}`, [local]: "listener 1883\n" });
  expect(edited(files, [set("listener 1883", "password_file", "/p")])).toEqual({
    [local]: "listener 1883\npassword_file /p\n",
  });
  const other = mosquitto({
    [main]: `${stock}listener 1884\n`,
    [local]: "per_listener_settings true\nlistener 1883\n",
  });
  expect(edited(other, [set("listener 1884", "password_file", "/p")])).toEqual({
    [main]: `${stock}listener 1884\npassword_file /p\n`,
  });
});

test("the default listener goes by its port, with what other files say of it", () => {
  const files = mosquitto({ [main]: `max_connections 5\n${stock}`, [local]: "port 1883\nbind_address 10.0.0.1\n" });
  expect(edited(files, [aDrop(main, "listener 1883")])).toEqual({ [main]: stock, [local]: "" });
});

test("of a setting in two files, the one that is read last is changed", () => {
  const changes = [set("", "allow_anonymous", "false")];
  const files = { [main]: `allow_anonymous true\n${stock}`, [local]: "allow_anonymous true\n" };
  expect(edited(mosquitto(files), changes)).toEqual({ [local]: "allow_anonymous false\n" });
  expect(edited(mosquitto({ ...files, [main]: `${stock}allow_anonymous true\n` }), changes)).toEqual({
    [main]: `${stock}allow_anonymous false\n`,
  });
});

test("per_listener_settings is added above everything: mosquitto refuses it below a security setting", () => {
  const files = mosquitto({ [main]: `# mine\n${stock}`, [local]: "allow_anonymous true\n" });
  expect(edited(files, [set("", "per_listener_settings", "true")])).toEqual({
    [main]: `# mine\nper_listener_settings true\n${stock}`,
  });
});

test("where a new security setting would come above per_listener_settings, that line moves to the top", () => {
  const files = mosquitto({
    [main]: `listener 1883\n${stock}per_listener_settings true\n`,
    [local]: "listener 1884\n",
  });
  expect(edited(files, [set("listener 1884", "allow_anonymous", "false")])).toEqual({
    [main]: `per_listener_settings true\nlistener 1883\n${stock}`,
    [local]: "listener 1884\nallow_anonymous false\n",
  });
});

const telegraf = "/etc/telegraf/telegraf.conf";
const [one, two] = ["/etc/telegraf/telegraf.d/1.conf", "/etc/telegraf/telegraf.d/2.conf"];
const tables = {
  [telegraf]: '[agent]\n  interval = "10s"\n[[inputs.mqtt_consumer]]\n  # username = "a"\n',
  [one]: "[[inputs.mqtt_consumer]]\n  topics = []\n[[inputs.mqtt_consumer]]\n  topics = []\n",
  [two]:
    '[[inputs.mqtt_consumer]]\n  [inputs.mqtt_consumer.tags]\n    site = "x"\n[[secretstores.docker]]\n  id = "theirs"\n',
};
const put = (section: string, key: string, after: SettingValue): Change => aSetting(telegraf, section, key, { after });

test("Telegraf's tables are counted over all files, in the order in which they are read", () => {
  const users = [0, 1, 2, 3].map((i) => put(`inputs.mqtt_consumer[${i}]`, "username", `u${i}`));
  expect(edited(filesOf(tables, "telegraf"), users)).toEqual({
    [telegraf]: tables[telegraf]?.replace('# username = "a"', 'username = "u0"'),
    [one]:
      '[[inputs.mqtt_consumer]]\n  topics = []\n  username = "u1"\n[[inputs.mqtt_consumer]]\n  topics = []\n  username = "u2"\n',
    [two]: tables[two]?.replace("[[inputs.mqtt_consumer]]\n", '[[inputs.mqtt_consumer]]\n  username = "u3"\n'),
  });
  expect(edited(filesOf(tables, "telegraf"), [put("inputs.mqtt_consumer[3].tags", "site", "y")])).toEqual({
    [two]: tables[two]?.replace('"x"', '"y"'),
  });
});

test("a new table follows the last of its kind, so that no other is counted anew; else it ends the main file", () => {
  expect(edited(filesOf(tables, "telegraf"), [put("secretstores.docker[1]", "id", "edgeward")])).toEqual({
    [two]: `${tables[two]}\n[[secretstores.docker]]\n  id = "edgeward"\n`,
  });
  expect(edited(filesOf(tables, "telegraf"), [put("outputs.file[0]", "files", ["x"])])).toEqual({
    [telegraf]: `${tables[telegraf]}\n[[outputs.file]]\n  files = ["x"]\n`,
  });
});

test("a table that stands once is edited where it stands", () => {
  const files = filesOf({ [telegraf]: "[[inputs.cpu]]\n", [one]: "[agent]\n  quiet = false\n" }, "telegraf");
  expect(edited(files, [put("agent", "quiet", true)])).toEqual({ [one]: "[agent]\n  quiet = true\n" });
  expect(edited(files, [put("agent", "debug", true)])).toEqual({ [one]: "[agent]\n  quiet = false\n  debug = true\n" });
});

test("a program's environment goes to its env file, also to one that is not there yet", () => {
  const files = [
    { path: telegraf, text: "", format: "telegraf" },
    { path: "/etc/default/telegraf", text: "", format: "environment" },
  ] as const;
  const variable = aVariable("telegraf", "EDGEWARD_MQTT_PASSWORD", { after: "@{edgeward:mqtt_password}" });
  const edits = editMachine(files, [variable]);
  expect([...edits.keys()]).toEqual(["/etc/default/telegraf"]);
  expect(edits.get("/etc/default/telegraf")?.text).toBe("EDGEWARD_MQTT_PASSWORD=@{edgeward:mqtt_password}\n");
});

test("what none of the files can take is left, by name", () => {
  const files = mosquitto({ [main]: stock });
  const lost = [
    aVariable("mosquitto", "A", { after: "1" }),
    aSetting("/other.conf", "", "x", { after: "1" }),
    aGrant("mosquitto", "s"),
  ];
  expect(leftOnMachine(files, [...lost, set("", "x", "1")])).toEqual(lost);
  expect(edited(files, lost)).toEqual({});
});

test("each line knows the change that it comes from, and changes that changed nothing are left out", () => {
  const text = "listener 1883\nallow_anonymous true\n#password_file /x\n";
  const changes = [
    set("", "allow_anonymous", "false"),
    set("", "allow_anonymous", "false"),
    set("", "password_file", "/p"),
    set("listener 8883", "certfile", "/c"),
    aDrop(main, "listener 1883"),
  ];
  const edit = editMachine(mosquitto({ [main]: text }), changes).get(main);
  expect(edit?.text).toBe("allow_anonymous false\npassword_file /p\n\nlistener 8883\ncertfile /c\n");
  expect(edit?.changes.length).toBe(4);
  expect(edit?.reasons.made).toEqual([
    { line: 1, change: 0 },
    { line: 2, change: 1 },
    { line: 3, change: 2 },
    { line: 4, change: 2 },
    { line: 5, change: 2 },
  ]);
  assert.deepEqual(edit?.reasons.gone, [
    { line: 1, change: 3 },
    { line: 2, change: 0 },
    { line: 3, change: 1 },
  ]);
});
