/**
 * The configuration of InfluxDB, 1.x to 3.x, as sections and settings with places.
 * Invariant: a file of 1.x spells tables and keys in lower case, since InfluxDB takes them in any: whoever looks for one finds it.
 * @see InfluxDB 1.8 documentation, "Configuration"; 2.7 and 3 Core, "Configuration options"; tried on influxd 1.6.7
 */
import type { ConfigFile, Setting, SettingValue } from "../../../model/setting.ts";
import type { InfluxMajor } from "../../../model/versions.ts";
import type { Say } from "../../say/say.ts";
import type { SourceFile } from "../../sources.ts";
import { settingsOf, type TomlSettings } from "../toml/settings.ts";
import { readToml } from "../toml/toml.ts";

/** @param target path that the service sees the file under */
export function readInfluxdb(file: SourceFile, target: string, major: InfluxMajor, say: Say): ConfigFile {
  const { sections, settings } = inToml(file, say);
  if (major === 1) {
    for (const { value, at } of sections) sayCase(value, at, say);
    for (const setting of settings) checkOne(setting, say);
  } else sayNested(settings, major, say);
  return { format: "influxdb", path: file.path, target, sections, settings };
}

/** InfluxDB 2 takes YAML and JSON too, by the file's ending. */
function inToml(file: SourceFile, say: Say): TomlSettings {
  const none = { sections: [], settings: [] };
  if (/\.(ya?ml|json)$/i.test(file.path)) {
    const what = `${file.path} is not read: only InfluxDB's TOML is`;
    const remedy = "Write the same settings as `key = value` into config.toml beside it, and move this file away.";
    say.notice("not-carried", { file: file.path, line: 1, column: 1 }, what, remedy);
    return none;
  }
  const toml = readToml(file, say);
  return toml ? settingsOf(toml) : none;
}

/** By the words that only one of them has. */
export function influxMajorOf({ path, text }: SourceFile): InfluxMajor | undefined {
  if (/influxdb3/.test(path) || /^\s*(node-id|object-store|without-auth|http-bind)\s*=/m.test(text)) return 3;
  if (/^\s*\[(meta|data|http|coordinator)\]/im.test(text)) return 1;
  return /^\s*["']?(bolt-path|engine-path|http-bind-address)["']?\s*[=:]/m.test(text) ? 2 : undefined;
}

/** What the settings of 1.x take that securing reads or writes; with another type, influxd does not start. */
const typed: Readonly<Record<string, "text" | "flag">> = {
  "meta dir": "text",
  "data dir": "text",
  "data wal-dir": "text",
  "http enabled": "flag",
  "http bind-address": "text",
  "http auth-enabled": "flag",
  "http https-enabled": "flag",
  "http https-certificate": "text",
  "http https-private-key": "text",
  "http pprof-enabled": "flag",
  "http pprof-auth-enabled": "flag",
  "http debug-pprof-enabled": "flag",
  "http ping-auth-enabled": "flag",
  "http unix-socket-enabled": "flag",
  "http shared-secret": "text",
  "tls min-version": "text",
};

const isA = { text: (value: SettingValue) => typeof value === "string", flag: isFlag } as const;
function isFlag(value: SettingValue): boolean {
  return typeof value === "boolean";
}

function checkOne({ section, key, value, at }: Setting, say: Say): void {
  sayCase(key, at, say);
  const takes = typed[`${section} ${key}`];
  if (takes === undefined || isA[takes](value)) return;
  const wanted = takes === "text" ? "a text" : "true or false";
  const remedy = takes === "text" ? 'Put it in quotes: "…".' : "Write true or false, without quotes.";
  say.error("wrong-type", at, `\`${key}\` takes ${wanted}: influxd does not start`, remedy);
}

function sayCase(name: string, at: Setting["at"], say: Say): void {
  const lower = name.toLowerCase();
  if (name === lower || at === undefined) return;
  const what = `\`${name}\` means \`${lower}\` to InfluxDB, and a second spelling beside it would count too`;
  say.error("wrong-case", at, what, `Write \`${lower}\`.`);
}

/** 2 and 3 have flat keys: a table of 1.x in there says that the file is another generation's. */
function sayNested(settings: readonly Setting[], major: InfluxMajor, say: Say): void {
  const nested = settings.find(({ section }) => section !== "");
  if (!nested) return;
  const what = `InfluxDB ${major} has no tables, and \`${nested.section}\` is one`;
  say.notice("unknown-key", nested.at, what, "Check that this is the file that it starts from.");
}
