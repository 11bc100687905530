/**
 * A program's files as one configuration each: what an include brings in stands in it as if it were written there, with its own place.
 * Invariant: `path` and `target` of a configuration are the file that the program starts from.
 */
import type { ConfigFormat, Program, ProgramKind } from "../../model/machine.ts";
import type { ConfigFile } from "../../model/setting.ts";
import type { Span } from "../../model/span.ts";
import { type InfluxMajor, mosquittoTraits, parseVersion } from "../../model/versions.ts";
import { readGrafana } from "../config/grafana/grafana.ts";
import { influxMajorOf, readInfluxdb } from "../config/influxdb/influxdb.ts";
import { readMosquitto } from "../config/mosquitto/mosquitto.ts";
import { readTelegraf } from "../config/telegraf/telegraf.ts";
import type { Say } from "../say/say.ts";
import type { SourceFile } from "../sources.ts";
import { Lenient } from "./lenient.ts";

export const filesOf = ({ configs }: Program, format: ConfigFormat): readonly SourceFile[] =>
  configs.filter((config) => config.format === format).map(({ path, text }) => ({ path, text }));

/** Where a program is spoken of as a whole: the beginning of its first file. */
export const startOf = ({ configs, executable, kind }: Program): Span => ({
  file: configs[0]?.path ?? executable ?? kind,
  line: 1,
  column: 1,
});

export function configOf(program: Program, say: Say): ConfigFile | undefined {
  const { kind, version } = program;
  if (kind === "agent") return undefined;
  const [main, ...further] = filesOf(program, kind);
  if (!main) return undefined;
  switch (kind) {
    case "mosquitto": {
      const softened = mosquittoTraits(version).twice === "last-counts" ? ["duplicate-setting"] : [];
      return readMosquitto(main, main.path, new Lenient(say, softened), further);
    }
    case "telegraf":
      return readTelegraf(main, main.path, new Lenient(say), further);
    case "influxdb":
      return readInfluxdb(main, main.path, influxMajorIn(program), say);
    case "grafana":
      return readGrafana(main, main.path, say);
  }
}

/** By its version, else by the words in its file; 1 where neither tells, as the first that had any. */
export function influxMajorIn(program: Program): InfluxMajor {
  const [major] = (program.version === undefined ? undefined : parseVersion(program.version)) ?? [];
  if (major === 2 || major === 3) return major;
  const [main] = filesOf(program, "influxdb");
  return major === undefined ? ((main && influxMajorOf(main)) ?? 1) : 1;
}

/** What to name a program's file with. */
const options: Readonly<Record<ProgramKind, string>> = {
  mosquitto: "--mosquitto-conf",
  telegraf: "--telegraf-conf",
  influxdb: "--influxdb-conf",
  grafana: "--grafana-ini",
  agent: "--agent-env",
};

/** Without a file there is nothing to secure it by. */
export function sayWithout(program: Program, say: Say): void {
  const { kind, foundBy } = program;
  const format = kind === "agent" ? "environment" : kind;
  if (program.configs.some((config) => config.format === format)) return;
  const what = `no configuration file of ${kind} is known (${foundBy})`;
  say.error("config-unseen", startOf(program), what, `Name it: ${options[kind]} FILE. An empty file will do.`);
}

export const optionFor = (kind: ProgramKind): string => options[kind];
