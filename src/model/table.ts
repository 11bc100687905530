/** The tables of a TOML file, as `setting.ts` names them: `outputs.influxdb[0]`. */
import type { ConfigFile, SettingValue } from "./setting.ts";
import { settingOf } from "./setting.ts";
import type { Located } from "./span.ts";

/** Every `[[path]]`, in the order they stand; their own subtables are not among them. */
export function tablesOf(file: ConfigFile, path: string): readonly Located<string>[] {
  const occurrence = new RegExp(`^${path.replaceAll(".", "\\.")}\\[\\d+\\]$`);
  return file.sections.filter((section) => occurrence.test(section.value));
}

export function textOf(file: ConfigFile, section: string, key: string): string | undefined {
  const value = settingOf(file, section, key)?.value;
  return typeof value === "string" ? value : undefined;
}

/** A list of strings; a single string counts as a list of one. */
export function textsOf(file: ConfigFile, section: string, key: string): readonly string[] {
  const value: SettingValue | undefined = settingOf(file, section, key)?.value;
  if (value === undefined) return [];
  return (typeof value === "object" ? value : [value]).filter((one) => typeof one === "string");
}

/** mosquitto.conf writes `true`, TOML has booleans. */
export function flagOf(file: ConfigFile, section: string, key: string): boolean | undefined {
  const value = settingOf(file, section, key)?.value;
  if (typeof value === "boolean") return value;
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** mosquitto.conf has digits, TOML has numbers. */
export function numberOf(file: ConfigFile, section: string, key: string): number | undefined {
  const value = settingOf(file, section, key)?.value;
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
