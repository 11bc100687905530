/** What holds for any telegraf.conf and any change, and for the files as Telegraf ships them. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { diffLines } from "diff";
import fc from "fast-check";
import { parse } from "smol-toml";
import { expect, test } from "vitest";
import type { Change } from "../../../model/change.ts";
import type { SettingValue } from "../../../model/setting.ts";
import { aSetting } from "../../testing/changes.ts";
import { toLines } from "../lines.ts";
import { editTelegraf } from "./telegraf.ts";
import { tomlLines } from "./toml-lines.ts";

const set = (section: string, key: string, after: SettingValue) => aSetting("telegraf.conf", section, key, { after });

const scalars = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.constantFrom('"', "\\", "\x7f", "é\n", "'''", "# no", "[x]"),
);
const values: fc.Arbitrary<SettingValue> = fc.oneof(scalars, fc.array(scalars, { maxLength: 3 }));
const keys = fc.constantFrom("servers", "topics", "username", "qos", "new_key");
const tables = fc.constantFrom(
  "agent",
  "inputs.mqtt_consumer[0]",
  "inputs.mqtt_consumer[1]",
  "outputs.influxdb[0]",
  "secretstores.docker[0]",
);
const lines = fc.constantFrom(
  '  username = "me" # who',
  "  # username = 'telegraf'",
  "  ## username = not this",
  '  topics = ["a", # one\n    "b]",\n  ]',
  "  # topics = [\n  #   'x',\n  # ]",
  "  script = '''\nqos = 1\n[agent]\n'''",
  '  text = """\nqos = 2 \\"""\n"""',
  "  qos = 1",
  "  nested = { qos = 3, a = [1, 2] }",
  "",
  "# [[outputs.other]]",
);
/** Each table once or twice, with lines of which no key stands twice. */
const body = fc.uniqueArray(lines, { selector: (line) => line.trimStart().split(" ")[0] ?? "", maxLength: 6 });
const texts = fc
  .tuple(body, body, body, fc.constantFrom("\n", "\r\n"), fc.boolean())
  .map(([agent, one, two, eol, isOpen]) => {
    const all = ["# head", "[agent]", ...agent, "[[inputs.mqtt_consumer]]", ...one, "[[inputs.mqtt_consumer]]", ...two];
    const text = all.join("\n").replaceAll("\n", eol);
    return isOpen ? text : text + eol;
  });
const changes = fc.tuple(tables, keys, values).map(([table, key, after]) => set(table, key, after));
const eachKeyOnce = fc.uniqueArray(changes, {
  maxLength: 4,
  selector: (one) => one.kind === "setting" && `${one.section} ${one.key}`,
});

test("reading an edited file gives what was there, with the edits", () => {
  fc.assert(
    fc.property(texts, eachKeyOnce, (text, some) => {
      expect(parse(editTelegraf(text, some))).toEqual(expected(text, some));
    }),
  );
});

test("applying the same changes again changes nothing", () => {
  fc.assert(
    fc.property(texts, eachKeyOnce, (text, some) => {
      const once = editTelegraf(text, some);
      assert.equal(editTelegraf(once, some), once);
    }),
  );
});

test("a line that no change names stays, byte for byte", () => {
  fc.assert(
    fc.property(texts, eachKeyOnce, (text, some) => {
      const after = editTelegraf(text, some);
      const named = some.flatMap((change) => (change.kind === "setting" ? [change.key] : []));
      for (const line of toLines(text)) {
        if (named.some((key) => line.text.includes(key)) || /^\s*(?:#? *["'\]]|\S+ = \[)/.test(line.text)) continue;
        assert.ok(after.includes(line.text + line.eol), JSON.stringify(line));
      }
    }),
  );
});

type Table = Record<string, unknown>;

/** The parsed text with the settings put in; tables that are not there are made. */
function expected(text: string, some: readonly Change[]): unknown {
  const root: Table = parse(text);
  for (const change of some) if (change.kind === "setting") tableAt(root, change.section)[change.key] = change.after;
  return root;
}

function tableAt(root: Table, section: string): Table {
  const [, path = "", index] = /^([\w.]+?)(?:\[(\d+)\])?$/.exec(section) ?? [];
  const parts = path.split(".");
  const last = parts.pop() ?? "";
  const parent = parts.reduce((table, part) => made<Table>(table, part, {}), root);
  if (index === undefined) return made<Table>(parent, last, {});
  return made<Table>(made(parent, last, []), index, {});
}

function made<T>(parent: object, key: string, fresh: T): T {
  const table = parent as Record<string, T>;
  table[key] ??= fresh;
  return table[key] ?? fresh;
}

const fixtures = ["mqtt_consumer.conf", "telegraf-1.20.conf"].map((name) => `../shared/fixtures/telegraf/${name}`);

test.skipIf(!fixtures.every((path) => existsSync(path))).each(fixtures)(
  "%s, as Telegraf ships it, is edited by the line",
  (path) => {
    const text = readFileSync(path, "utf8");
    const { tables: all } = tomlLines(toLines(text));
    const plugin = all.find(({ name }) => /^(?:inputs\.mqtt_consumer|outputs\.influxdb)\[0\]$/.test(name))?.name ?? "";
    const changes = [
      set(plugin, "username", "telegraf"),
      set(plugin, "password", "@{edgeward:p}"),
      set(plugin, "tls_ca", "/run/secrets/ca"),
      set("secretstores.docker[0]", "id", "edgeward"),
    ];
    const edited = editTelegraf(text, changes);
    expect(parse(edited)).toEqual(expected(text, changes));
    // Filled in where they stood commented out: three lines. Added at the end: a blank line, the table and its id.
    const count = (kind: "added" | "removed") =>
      diffLines(text, edited).reduce((sum, part) => sum + (part[kind] ? part.count : 0), 0);
    expect([count("removed"), count("added")]).toEqual([3, 6]);
  },
);
