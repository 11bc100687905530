/**
 * Where a program keeps its data: by its configuration and its environment, else where its documentation says that it does.
 * Invariant: none of these is a directory in which others live too, since the rights of all that lies below are going to be closed.
 */
import { below, normalise, resolve } from "../../compose/path.ts";
import type { Program } from "../../model/machine.ts";
import { type ConfigFile, settingOf } from "../../model/setting.ts";
import type { Located } from "../../model/span.ts";
import type { EnvVar, Mount } from "../../model/stack.ts";
import { flagOf } from "../../model/table.ts";
import type { InfluxMajor } from "../../model/versions.ts";
import { filledIn } from "../config/grafana/grafana.ts";
import type { Say } from "../say/say.ts";
import { influxMajorIn, startOf } from "./configs.ts";

type Row = readonly [section: string, key: string, variable: string, usual: string];

/** Defaults are those of the Linux packages. @see InfluxDB 1.8, "Configuration"; 2 and 3, "File system layout" */
const influx: Readonly<Record<InfluxMajor, readonly Row[]>> = {
  1: [
    ["meta", "dir", "INFLUXDB_META_DIR", "/var/lib/influxdb/meta"],
    ["data", "dir", "INFLUXDB_DATA_DIR", "/var/lib/influxdb/data"],
    ["data", "wal-dir", "INFLUXDB_DATA_WAL_DIR", "/var/lib/influxdb/wal"],
  ],
  2: [
    ["", "engine-path", "INFLUXD_ENGINE_PATH", "/var/lib/influxdb/engine"],
    ["", "bolt-path", "INFLUXD_BOLT_PATH", "/var/lib/influxdb/influxd.bolt"],
    ["", "sqlite-path", "INFLUXD_SQLITE_PATH", "/var/lib/influxdb/influxd.sqlite"],
  ],
  3: [["", "data-dir", "INFLUXDB3_DB_DIR", "/var/lib/influxdb3/data"]],
};

/** @param programs all on the machine: a directory that holds another one's file is nobody's own */
export function dataOf(
  program: Program,
  file: ConfigFile | undefined,
  environment: readonly EnvVar[],
  programs: readonly Program[],
  say: Say,
): readonly Mount[] {
  if (!file) return [];
  const others = programs.flatMap(({ configs }) => configs.map(({ real }) => real));
  return placesOf(program, file, environment, say).flatMap(({ value, at }): readonly Mount[] => {
    const path = normalise(value);
    const holds = others.find((other) => below(path, other) !== undefined);
    if (!isShared(path) && holds === undefined) {
      return [{ kind: "bind", source: path, target: path, readOnly: false, at }];
    }
    const why = holds === undefined ? "which is there for others too" : `where ${holds} lies too`;
    const what = `${program.kind} keeps its data in ${path}, ${why}: the rights of what is in there stay as they are`;
    say.notice("shared-directory", at, what, "Give the data a directory of their own.");
    return [];
  });
}

function placesOf(program: Program, file: ConfigFile, environment: readonly EnvVar[], say: Say) {
  const variables = new Map(environment.map(({ name, value }) => [name, value]));
  switch (program.kind) {
    case "mosquitto":
      return mosquittoPlace(program, file, say);
    case "influxdb":
      return influx[influxMajorIn(program)].map((row) => influxPlace(program, row, file, variables));
    case "grafana":
      return [grafanaPlace(program, file, variables)];
    default:
      return [];
  }
}

/** @see mosquitto.conf(5), persistence_location: without it, the directory that mosquitto was started in */
function mosquittoPlace(program: Program, file: ConfigFile, say: Say): readonly Located<string>[] {
  const persists = flagOf(file, "", "persistence") ?? flagOf(file, "", "retained_persistence") ?? false;
  if (!persists) return [];
  const { value, at = startOf(program) } = settingOf(file, "", "persistence_location") ?? {};
  if (typeof value === "string" && value.startsWith("/")) return [{ value, at }];
  const what = "mosquitto keeps its messages in the directory that it is started in, which is not known";
  say.notice("data-unseen", at, what, "Write `persistence_location /var/lib/mosquitto/`.");
  return [];
}

/** The environment goes before the file, as InfluxDB has it. */
function influxPlace(
  program: Program,
  [section, key, variable, usual]: Row,
  file: ConfigFile,
  variables: ReadonlyMap<string, string>,
): Located<string> {
  const setting = settingOf(file, section, key);
  const written = variables.get(variable) ?? setting?.value;
  const value = typeof written === "string" && written.startsWith("/") ? written : usual;
  return { value, at: setting?.at ?? startOf(program) };
}

/**
 * The package's start script says `cfg:default.paths.data=$DATA_DIR`, which counts where grafana.ini says nothing.
 * @see Grafana documentation, "Configure Grafana", [paths] data; grafana/grafana, packaging/deb/default/grafana-server
 */
function grafanaPlace(program: Program, file: ConfigFile, variables: ReadonlyMap<string, string>): Located<string> {
  const setting = settingOf(file, "paths", "data");
  const own = variables.get("GF_PATHS_DATA") || String(setting?.value ?? "");
  const value = filledIn(own || variables.get("DATA_DIR") || "/var/lib/grafana", file, "paths", variables);
  return {
    value: resolve(variables.get("GRAFANA_HOME") || "/usr/share/grafana", value),
    at: setting?.at ?? startOf(program),
  };
}

/** Directories of the file system's own order, and homes. @see hier(7) */
function isShared(path: string): boolean {
  return (
    !path.startsWith("/") ||
    /^\/(bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$/.test(path) ||
    /^\/(home|media|mnt|usr|dev|proc|sys)\/[^/]+$/.test(path) ||
    /^\/(usr\/local|var\/(lib|log|run|tmp|cache|spool|local|opt|mail|lock|backups))(\/(bin|etc|lib|share|sbin))?$/.test(
      path,
    )
  );
}
