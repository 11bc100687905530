import type { Collect } from "../../model/collect.ts";
import type { Role } from "../../model/role.ts";
import type { Located } from "../../model/span.ts";
import type { EnvVar } from "../../model/stack.ts";
import { isTopicFilter } from "../../model/topic.ts";
import { filterRemedy } from "../edgeward/service.ts";
import type { Say } from "../say/say.ts";

/** Roles whose programs are told their topics in variables, as far as they follow any custom at all. */
const talkers: readonly Role[] = ["agent", "core", "device", "other"];

const publishing = /^(MQTT_)?(PUB(LISH)?_)?TOPICS?$/;
const subscribing = /^(MQTT_)?SUB(SCRIBE|SCRIPTION)?_TOPICS?$/;

/** Where a service publishes, when nobody said: the topics that it collects for, else what its variables name. */
export function publishedBy(
  role: Role,
  collect: Collect | undefined,
  environment: readonly EnvVar[],
  say: Say,
): readonly Located<string>[] {
  if (!collect) return talkers.includes(role) ? named(publishing, environment, say) : [];
  const topics = [collect.host?.topic, collect.records?.topic, collect.lines?.topic];
  const distinct = new Set(topics.filter((topic) => topic !== undefined));
  return [...distinct].map((value) => ({ value, at: collect.at }));
}

export function subscribedBy(role: Role, environment: readonly EnvVar[], say: Say): readonly Located<string>[] {
  return talkers.includes(role) ? named(subscribing, environment, say) : [];
}

function named(variable: RegExp, environment: readonly EnvVar[], say: Say): readonly Located<string>[] {
  const values = environment.filter(({ name }) => variable.test(name));
  return values.flatMap(({ name, value, at }) => {
    const filters = value.split(",").map((filter) => filter.trim());
    const bad = filters.find((filter) => filter !== "" && !isTopicFilter(filter));
    if (bad !== undefined)
      say.notice("bad-topic", at, `\`${name}\` names \`${bad}\`, which is no topic filter`, filterRemedy);
    return filters.filter(isTopicFilter).map((filter) => ({ value: filter, at }));
  });
}
