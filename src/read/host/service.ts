import type { Machine, Program, ProgramKind } from "../../model/machine.ts";
import { serviceName } from "../../model/name.ts";
import { ownDirectory } from "../../model/own-directory.ts";
import type { Role } from "../../model/role.ts";
import type { Located } from "../../model/span.ts";
import type { EnvVar, Service } from "../../model/stack.ts";
import { isTopicFilter } from "../../model/topic.ts";
import { readEnvironment } from "../config/environment/environment.ts";
import { filterRemedy } from "../edgeward/service.ts";
import { publishedBy, subscribedBy } from "../role/topics.ts";
import type { Say } from "../say/say.ts";
import { configOf, filesOf, influxMajorIn, sayWithout, startOf } from "./configs.ts";
import { dataOf } from "./data.ts";
import { sayUsers } from "./users.ts";

/** Topic filters, MQTT 3.1.1 section 4.7, with the place for messages: an option's name, line and column 1. */
export interface ToldTopics {
  readonly publish?: readonly Located<string>[];
  readonly subscribe?: readonly Located<string>[];
}

const roles: Readonly<Record<ProgramKind, Role>> = {
  mosquitto: "broker",
  telegraf: "ingest",
  influxdb: "database",
  grafana: "dashboard",
  agent: "agent",
};

export function serviceOf(program: Program, machine: Machine, told: ToldTopics, say: Say): Service {
  const { kind, foundBy } = program;
  const at = startOf(program);
  sayWithout(program, say);
  const environment = environmentOf(program, say);
  const config = configOf(program, say);
  if (kind === "mosquitto") sayUsers(program, say);
  const image = imageFor(program);
  return {
    name: serviceName(kind),
    at,
    ...(image !== undefined && { image: { value: image, at } }),
    role: roles[kind],
    roleFrom: foundBy,
    provider: "system",
    environment,
    ports: [],
    mounts: dataOf(program, config, environment, machine.programs, say),
    dependsOn: [],
    grants: [],
    configs: config ? [config] : [],
    publish: told.publish ? filtersOf(told.publish, say) : publishedBy(roles[kind], undefined, environment, say),
    subscribe: told.subscribe ? filtersOf(told.subscribe, say) : subscribedBy(roles[kind], environment, say),
    onMachine: {
      ownFiles: `${ownDirectory}/${kind}`,
      names: [...new Set(["localhost", "127.0.0.1", "::1", machine.hostName, ...machine.addresses])],
    },
  };
}

/** Later files go over earlier ones, as systemd has it. */
function environmentOf(program: Program, say: Say): readonly EnvVar[] {
  const variables = filesOf(program, "environment").flatMap((file) => readEnvironment(file, say));
  return [...new Map(variables.map((variable) => [variable.name, variable])).values()];
}

/** What it would be called in a compose file: measures tell programs and releases apart by it. */
function imageFor(program: Program): string | undefined {
  const { kind, version } = program;
  // A tag has none of `~` and `+`, which Debian's versions do. @see OCI Distribution Specification, Pull
  const tag = version?.replace(/^v/, "").replaceAll(/[^\w.-]+/g, "-");
  const tagged = (name: string) => (tag === undefined ? name : `${name}:${tag}`);
  switch (kind) {
    case "mosquitto":
      return tagged("eclipse-mosquitto");
    case "influxdb":
      return `influxdb:${tag ?? influxMajorIn(program)}`;
    case "telegraf":
      return tagged("telegraf");
    case "grafana":
      return tagged("grafana/grafana");
    case "agent":
      return undefined;
  }
}

function filtersOf(told: readonly Located<string>[], say: Say): readonly Located<string>[] {
  const good = told.filter(({ value, at }) => {
    if (!isTopicFilter(value)) say.error("bad-topic", at, `\`${value}\` is not a topic filter`, filterRemedy);
    return isTopicFilter(value);
  });
  return [...new Map(good.map((filter) => [filter.value, filter])).values()];
}
