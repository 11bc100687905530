/** Which files of a program a change goes to, and what becomes of them. */
import type { Change } from "../../../model/change.ts";
import { envLines } from "../config/env-lines.ts";
import { editors } from "../editors.ts";
import { inMosquitto } from "./in-mosquitto.ts";
import { inToml } from "./in-toml.ts";
import type { Edited, OpenFile } from "./open-file.ts";

/** @returns empty when none of the files can take the change */
export function editedBy(files: readonly OpenFile[], change: Change): readonly Edited[] {
  if (change.kind === "environment") return inEnvironment(files, change);
  if (change.kind !== "setting" && change.kind !== "drop-section") return [];
  const main = files.find(({ path }) => path === change.file);
  if (!main) return [];
  const group = [main, ...files.filter((file) => file !== main && file.format === main.format)];
  switch (main.format) {
    case "mosquitto":
      return inMosquitto(group, change);
    case "telegraf":
    case "influxdb":
      return inToml(group, change);
    case "grafana":
      return [{ file: main, lines: editors.grafana(main.lines, change) }];
    default:
      return [];
  }
}

/** The file that sets the variable now, the last one where there are several; else the first. */
function inEnvironment(
  files: readonly OpenFile[],
  change: Extract<Change, { kind: "environment" }>,
): readonly Edited[] {
  const all = files.filter(({ format }) => format === "environment");
  const setting = all.filter(({ lines }) => envLines(lines).some(({ name }) => name === change.name));
  const takers = change.after === undefined ? setting : [setting.at(-1) ?? all[0]];
  if (change.after === undefined && takers.length === 0 && all[0]) takers.push(all[0]);
  return takers.flatMap((file) => (file ? [{ file, lines: editors.environment(file.lines, change) }] : []));
}
