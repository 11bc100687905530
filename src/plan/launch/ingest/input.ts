/** One `[[inputs.mqtt_consumer]]`, with Telegraf's defaults filled in. */
import type { IngestInput, JsonFormat } from "../../../model/launch.ts";
import { expanded } from "../../../model/peer.ts";
import type { Problem } from "../../../model/problem.ts";
import type { ConfigFile } from "../../../model/setting.ts";
import { settingOf } from "../../../model/setting.ts";
import type { Located } from "../../../model/span.ts";
import type { Service } from "../../../model/stack.ts";
import { flagOf, numberOf, textOf, textsOf } from "../../../model/table.ts";
import { isTopicFilter } from "../../../model/topic.ts";
import { notice } from "../outcome.ts";

export interface ReadInput {
  readonly input?: IngestInput;
  readonly problems: readonly Problem[];
}

/** @see Telegraf, plugins/inputs/mqtt_consumer/README.md and plugins/parsers/json/README.md */
export function inputOf(service: Pick<Service, "environment">, file: ConfigFile, table: Located<string>): ReadInput {
  const section = table.value;
  const format = formatOf(file, section);
  const at = (key: string) => settingOf(file, section, key)?.at ?? table.at;
  if (!format) {
    const name = textOf(file, section, "data_format") ?? "";
    const what = `${section} reads \`${name}\`, which is not carried out: its messages are not stored`;
    return {
      problems: [
        notice(
          "unknown-format",
          at("data_format"),
          what,
          'Use data_format "json" or "influx", or run the stack with Docker.',
        ),
      ],
    };
  }
  const filters = textsOf(file, section, "topics").map((filter) => unshared(expanded(filter, service)));
  const topics = filters.filter((filter) => isTopicFilter(filter) && !filter.includes("${"));
  const bad = filters.filter((filter) => !topics.includes(filter));
  const problems = bad.map((filter) =>
    notice(
      "bad-topic",
      at("topics"),
      `${JSON.stringify(filter)} in ${section} is no topic filter`,
      "Write a filter of MQTT 3.1.1 section 4.7.",
    ),
  );
  if (topics.length === 0)
    return {
      problems: [
        ...problems,
        notice(
          "no-topics",
          at("topics"),
          `${section} names no topics, so it takes nothing in`,
          'Write topics = ["sensors/#"].',
        ),
      ],
    };
  const nameOverride = textOf(file, section, "name_override");
  const input: IngestInput = {
    topics,
    qos: qosOf(numberOf(file, section, "qos")),
    topicTag: textOf(file, section, "topic_tag") ?? "topic",
    ...(nameOverride ? { nameOverride } : {}),
    tags: { ...globalTags(file), ...tagsIn(file, `${section}.tags`) },
    format,
  };
  return { input, problems };
}

/** Telegraf reads line protocol where nothing else is said. */
function formatOf(file: ConfigFile, section: string): IngestInput["format"] | undefined {
  const name = textOf(file, section, "data_format") ?? "influx";
  if (name === "influx") return { name };
  return name === "json" ? jsonOf(file, section) : undefined;
}

function jsonOf(file: ConfigFile, section: string): JsonFormat {
  const some = (key: string) => textOf(file, section, key) || undefined;
  const nameKey = some("json_name_key");
  const query = some("json_query");
  const timeKey = some("json_time_key");
  const timeFormat = some("json_time_format");
  return {
    name: "json",
    tagKeys: textsOf(file, section, "tag_keys"),
    stringFields: textsOf(file, section, "json_string_fields"),
    ...(nameKey ? { nameKey } : {}),
    ...(query ? { query } : {}),
    ...(timeKey ? { timeKey } : {}),
    ...(timeFormat ? { timeFormat } : {}),
    strict: flagOf(file, section, "json_strict") ?? true,
  };
}

/** Tags that every metric gets unless it has them: `[global_tags]` (`[tags]` in old files), and the host where somebody named it. */
function globalTags(file: ConfigFile): Readonly<Record<string, string>> {
  const host = flagOf(file, "agent", "omit_hostname") === true ? undefined : textOf(file, "agent", "hostname");
  return { ...(host ? { host } : {}), ...tagsIn(file, "tags"), ...tagsIn(file, "global_tags") };
}

function tagsIn(file: ConfigFile, section: string): Readonly<Record<string, string>> {
  const tags = file.settings.filter((setting) => setting.section === section && setting.value !== "");
  return Object.fromEntries(tags.map(({ key, value }) => [key, String(value)]));
}

const qosOf = (value: number | undefined): 0 | 1 | 2 => (value === 1 || value === 2 ? value : 0);

/** There is nobody to share with: the filter of a shared subscription is taken alone (MQTT 5.0 section 4.8.2). */
const unshared = (filter: string): string => filter.replace(/^\$share\/[^/+#]+\//, "");
