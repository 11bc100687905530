import type { Change } from "../../model/change.ts";
import type { ConfigFormat } from "../../model/machine.ts";
import { editEnvironmentLines } from "./config/environment.ts";
import { editGrafanaLines } from "./config/grafana.ts";
import { editMosquittoLines } from "./config/mosquitto.ts";
import { editTelegrafLines } from "./config/telegraf.ts";
import { type Line, toLines, toText } from "./lines.ts";

/** Makes one change in one file; returns the very lines given when there is nothing to edit. */
export type EditLines = (lines: readonly Line[], change: Change) => readonly Line[];

/** Lists of users and of their rights are made anew, not edited. */
type Editable = Exclude<ConfigFormat, "mosquitto-users" | "mosquitto-acl">;

/** InfluxDB's file is TOML as Telegraf's is. */
export const editors: Readonly<Record<Editable, EditLines>> = {
  mosquitto: (lines, change) => editMosquittoLines(lines, change),
  telegraf: editTelegrafLines,
  influxdb: editTelegrafLines,
  grafana: editGrafanaLines,
  environment: editEnvironmentLines,
};

export function editConfig(text: string, format: Editable, changes: readonly Change[]): string {
  return toText(changes.reduce(editors[format], toLines(text)));
}
