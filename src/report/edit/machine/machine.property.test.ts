/** Laws of edits of whole programs, on Telegraf's own files and on files made up. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { diffLines } from "diff";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import { belongsToListener } from "../../../model/listener.ts";
import type { ConfigFormat } from "../../../model/machine.ts";
import type { ConfigFile } from "../../../model/setting.ts";
import { readMosquitto } from "../../../read/config/mosquitto/mosquitto.ts";
import { readTelegraf } from "../../../read/config/telegraf/telegraf.ts";
import { Notes } from "../../../read/say/say.ts";
import { aDrop, aSetting } from "../../testing/changes.ts";
import { editMachine, type MachineFile } from "../machine.ts";

const main = "/etc/x/main.conf";

function after(files: readonly MachineFile[], changes: readonly Change[]): readonly MachineFile[] {
  const edits = editMachine(files, changes);
  return files.map((file) => ({ ...file, text: edits.get(file.path)?.text ?? file.text }));
}

const filesOf = (texts: readonly string[], format: ConfigFormat): readonly MachineFile[] =>
  texts.map((text, i) => ({ path: i === 0 ? main : `/etc/x/d/${i}.conf`, text, format }));

/** Values that mosquitto takes for the key. */
const words: Readonly<Record<string, readonly string[]>> = {
  allow_anonymous: ["true", "false"],
  password_file: ["/a", "/b"],
  certfile: ["/a", "/b"],
  max_connections: ["7", "8"],
  persistence: ["true", "false"],
};
const word = fc
  .constantFrom(...Object.keys(words))
  .chain((key) => fc.tuple(fc.constant(key), fc.constantFrom(...(words[key] ?? []))));
const sections = fc.constantFrom("", "listener 1883", "listener 8883");
const line = fc.oneof(
  fc.constantFrom("listener 1883", "listener 9001", "port 1883", "connection c", "", "# words", "#password_file"),
  fc.constantFrom("per_listener_settings true", "#certfile /x", "\r"),
  word.map((pair) => pair.join(" ")),
);
const text = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\r\n")), { maxLength: 5 })
  .map((lines) => lines.flat().join(""));
const programs = fc
  .tuple(text, text, fc.array(text, { maxLength: 2 }))
  .map(([above, below, more]) => filesOf([`${above}include_dir /etc/x/d\n${below}`, ...more], "mosquitto"));
const changes = fc.uniqueArray(
  fc.tuple(sections, word).map(([section, [key, after]]) => aSetting(main, section, key, { after })),
  { maxLength: 3, selector: (change) => change.kind === "setting" && change.key },
);

function read([first, ...further]: readonly MachineFile[]): { config: ConfigFile; isTaken: boolean } {
  const notes = new Notes();
  const { path, text: own } = first ?? { path: "", text: "" };
  const config = readMosquitto({ path, text: own }, path, notes, further);
  return { config, isTaken: notes.problems.every(({ severity }) => severity !== "error") };
}

test("applying the same changes to all files again changes nothing", () => {
  fc.assert(
    fc.property(programs, changes, (files, some) => {
      const once = after(files, some);
      assert.deepEqual(after(once, some), once);
      assert.deepEqual([...editMachine(once, some)], []);
    }),
  );
});

test("a line that no change names stays in its file, byte for byte and in its order", () => {
  fc.assert(
    fc.property(programs, changes, (files, some) => {
      // Moves above the security settings, where mosquitto refuses it below them.
      const named = [
        "per_listener_settings",
        ...some.flatMap((change) => (change.kind === "setting" ? [change.key] : [])),
      ];
      for (const [i, file] of after(files, some).entries()) {
        const isKept = (one: string) => !named.some((key) => one.includes(key)) && one.trim() !== "";
        const kept = (whole: string) => (whole.match(/[^\n]*\n/g) ?? []).filter(isKept);
        const old = kept(files[i]?.text ?? "");
        assert.deepEqual(
          kept(file.text).filter((one) => !/^listener (?:1883|8883)\r?\n/.test(one) || old.includes(one)),
          old,
        );
      }
    }),
  );
});

test("what was set is what is read afterwards, over all files, and all other settings are as before", () => {
  fc.assert(
    fc.property(programs, changes, (files, some) => {
      const before = read(files);
      fc.pre(before.isTaken);
      const { config, isTaken } = read(after(files, some));
      assert.ok(isTaken);
      const port = config.settings.findLast(({ key }) => key === "port")?.section ?? "";
      const named: string[] = [];
      for (const change of some) {
        if (change.kind !== "setting") continue;
        const own = belongsToListener(config, change.key) ? change.section || port : "";
        const said = config.settings.filter((one) => one.section === own && one.key === change.key);
        assert.ok(said.some(({ value }) => String(value) === change.after));
        named.push(`${own} ${change.key}`, `${own} listener`);
      }
      const others = (one: ConfigFile) =>
        one.settings
          .map(({ section, key, value, at }) => [`${section} ${key}`, value, at.file] as const)
          // It has to stand above all security settings, and moves there.
          .filter(([id]) => !named.includes(id) && id !== " per_listener_settings");
      assert.deepEqual(others(config), others(before.config));
    }),
  );
});

test("a listener that is dropped is gone from all files", () => {
  fc.assert(
    fc.property(programs, (files) => {
      const edited = after(files, [aDrop(main, "listener 1883")]);
      assert.ok(!edited.some((file) => /^(?:listener|port) 1883/m.test(file.text)));
    }),
  );
});

const fixtures = ["telegraf-1.20.conf", "mqtt_consumer.conf"].map((name) => `../shared/fixtures/telegraf/${name}`);

test.skipIf(!fixtures.every((path) => existsSync(path)))(
  "Telegraf's own files are one configuration: tables are counted over both, and only lines that changes name are others",
  () => {
    const [big = "", small = ""] = fixtures.map((path) => readFileSync(path, "utf8"));
    const files = filesOf([big, small], "telegraf");
    const put = (section: string, key: string, value: string) => aSetting(main, section, key, { after: value });
    // All of it is commented out in the first file, so the first occurrence is the second file's.
    const some = [
      put("outputs.influxdb[0]", "username", "telegraf"),
      put("inputs.mqtt_consumer[0]", "username", "telegraf"),
      put("inputs.mqtt_consumer[0]", "password", "@{edgeward:mqtt_password}"),
      put("secretstores.docker[0]", "id", "edgeward"),
    ];
    const edited = after(files, some);
    assert.deepEqual(after(edited, some), edited);
    const counts = edited.map(({ text: now }, i) => {
      const parts = diffLines(files[i]?.text ?? "", now);
      const sum = (kind: "added" | "removed") => parts.reduce((all, part) => all + (part[kind] ? part.count : 0), 0);
      return [sum("removed"), sum("added")];
    });
    // First file: one default filled in; a blank line, the store and its id added. Second: two defaults filled in.
    expect(counts).toEqual([
      [1, 4],
      [2, 2],
    ]);
    const read = edited.flatMap(({ path, text: now }) => readTelegraf({ path, text: now }, path, new Notes()).settings);
    for (const [key, value] of [
      ["username", "telegraf"],
      ["password", "@{edgeward:mqtt_password}"],
    ]) {
      expect(read).toContainEqual(expect.objectContaining({ section: "inputs.mqtt_consumer[0]", key, value }));
    }
  },
);

test.skipIf(!fixtures.every((path) => existsSync(path)))(
  "of an input that is commented out whole in Telegraf's own file, a change puts its header in force and what it names",
  () => {
    const [big = ""] = fixtures.map((path) => readFileSync(path, "utf8"));
    const some = [aSetting(main, "inputs.mqtt_consumer[0]", "username", { after: "telegraf" })];
    const [edited] = after(filesOf([big], "telegraf"), some);
    const parts = diffLines(big, edited?.text ?? "").filter((part) => part.added || part.removed);
    expect(parts.map(({ value }) => value)).toEqual([
      "# [[inputs.mqtt_consumer]]\n",
      "[[inputs.mqtt_consumer]]\n",
      '#   # username = "telegraf"\n',
      '  username = "telegraf"\n',
    ]);
  },
);
