/** What the person says of their machine, from the command line. */
import { resolve } from "node:path";
import { Fault } from "../../model/fault.ts";
import { type ProgramKind, programKinds } from "../../model/machine.ts";
import type { Located } from "../../model/span.ts";
import type { HostRequest } from "../../run/host/host-request.ts";

export interface HostOptions {
  readonly mosquittoConf?: string;
  readonly telegrafConf?: string;
  readonly influxdbConf?: string;
  readonly grafanaIni?: string;
  readonly agentEnv?: string;
  readonly restart?: readonly string[];
  readonly publish?: readonly string[];
  readonly subscribe?: readonly string[];
  readonly format?: "text" | "json";
}

export function hostRequest(options: HostOptions): HostRequest {
  const named: readonly (readonly [ProgramKind, string | undefined])[] = [
    ["mosquitto", options.mosquittoConf],
    ["telegraf", options.telegrafConf],
    ["influxdb", options.influxdbConf],
    ["grafana", options.grafanaIni],
    ["agent", options.agentEnv],
  ];
  const configs = Object.fromEntries(
    named.flatMap(([kind, path]) => (path === undefined ? [] : [[kind, resolve(path)]])),
  );
  const restarts = Object.fromEntries(
    (options.restart ?? []).map((text) => {
      const [kind, command] = assigned("--restart", text, "--restart mosquitto='rc-service mosquitto restart'");
      return [kind, command.split(/\s+/)];
    }),
  );
  return { configs, restarts, reading: { topics: toldTopics(options) } };
}

function toldTopics({ publish, subscribe }: HostOptions): NonNullable<HostRequest["reading"]["topics"]> {
  const out = topics("--publish", publish);
  const inwards = topics("--subscribe", subscribe);
  const named = programKinds.filter((kind) => out[kind] ?? inwards[kind]);
  return Object.fromEntries(
    named.map((kind) => [kind, { publish: out[kind] ?? [], subscribe: inwards[kind] ?? [] }] as const),
  );
}

type Told = Readonly<Partial<Record<ProgramKind, readonly Located<string>[]>>>;

function topics(option: string, texts: readonly string[] = []): Told {
  const told = texts.map((text) => assigned(option, text, `${option} agent=sensors/#`));
  const at = { file: option, line: 1, column: 1 };
  const of = (kind: ProgramKind) => told.filter(([one]) => one === kind).map(([, value]) => ({ value, at }));
  return Object.fromEntries(told.map(([kind]) => [kind, of(kind)]));
}

/** `program=value`. */
function assigned(option: string, text: string, example: string): readonly [ProgramKind, string] {
  const at = text.indexOf("=");
  const kind = programKinds.find((one) => one === text.slice(0, at));
  const value = text.slice(at + 1).trim();
  if (kind && value !== "") return [kind, value];
  const what = `${option} ${text} does not say which program is meant (${programKinds.join(", ")}), or nothing of it`;
  throw new Fault("bad-command-line", what, `Write it as in ${example}.`);
}
