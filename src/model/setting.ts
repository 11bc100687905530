import type { Located, Span } from "./span.ts";

/** What a setting can hold in the two formats that we read: mosquitto.conf has strings, TOML has the rest. */
export type SettingValue = string | number | boolean | readonly (string | number | boolean)[];

/**
 * One line that matters in a program's own configuration file.
 * `section` is "" for what holds globally; in mosquitto.conf `listener 1883` for what follows a listener line (man mosquitto.conf,
 * "Listeners"); in TOML the table's path, with the index of its occurrence: `inputs.mqtt_consumer[0]`, `agent`.
 */
export interface Setting {
  readonly section: string;
  readonly key: string;
  readonly value: SettingValue;
  readonly at: Span;
}

export interface ConfigFile {
  readonly format: "mosquitto" | "telegraf" | "influxdb" | "grafana";
  /** Path on the host, as the messages show it. */
  readonly path: string;
  /** Path that the service sees it under. */
  readonly target: string;
  /** Sections in the order they stand, also those without settings of their own. */
  readonly sections: readonly Located<string>[];
  readonly settings: readonly Setting[];
}

export function settingOf(file: ConfigFile, section: string, key: string): Setting | undefined {
  return file.settings.findLast((setting) => setting.section === section && setting.key === key);
}
