/** What a client publishes and subscribes to at one broker, each filter with the place that says so. */
import { expanded } from "../model/peer.ts";
import { settingOf } from "../model/setting.ts";
import type { Located } from "../model/span.ts";
import type { Service, Stack } from "../model/stack.ts";
import { textOf, textsOf } from "../model/table.ts";
import { isTopicFilter } from "../model/topic.ts";
import { mqttTables, type ServerTable } from "./telegraf-tables.ts";

export interface Rights {
  readonly publish: readonly Located<string>[];
  readonly subscribe: readonly Located<string>[];
  /** Written as topics, and not fit to be granted. */
  readonly refused: readonly Located<string>[];
}

export function rightsOf(stack: Stack, client: Service, broker: Service): Rights {
  const tables = mqttTables(stack, client).filter((table) => table.server === broker);
  const publish = [...client.publish, ...collected(client), ...tables.flatMap(published)];
  const subscribe = [...client.subscribe, ...tables.flatMap(consumed)].map(unshared);
  return {
    publish: distinct(publish.filter(isGrantable)),
    subscribe: distinct(subscribe.filter(isGrantable)),
    refused: [...publish, ...subscribe].filter((filter) => !isGrantable(filter)),
  };
}

/**
 * An access list has one filter a line and trims it: a filter with control characters or outer blanks would grant something else. A
 * variable that nobody filled in is no topic.
 * @see MQTT 3.1.1 section 1.5.3 on control characters
 */
const isGrantable = ({ value }: Located<string>): boolean =>
  isTopicFilter(value) && !/\p{Cc}|\$\{/u.test(value) && value.trim() === value;

function collected({ collect }: Service): readonly Located<string>[] {
  if (!collect) return [];
  const topics = [collect.host?.topic, collect.records?.topic, collect.lines?.topic];
  return topics.flatMap((value) => (value === undefined ? [] : [{ value, at: collect.at }]));
}

function consumed(table: ServerTable): readonly Located<string>[] {
  if (table.plugin !== "inputs.mqtt_consumer") return [];
  const { file, service } = table.place;
  return located(
    table,
    "topics",
    textsOf(file, table.section, "topics").map((filter) => expanded(filter, service)),
  );
}

/** `telegraf/{{ .Hostname }}/cpu` publishes to what `telegraf/+/cpu` matches; `topic_prefix` is the older form. */
function published(table: ServerTable): readonly Located<string>[] {
  if (table.plugin !== "outputs.mqtt") return [];
  const { file, service } = table.place;
  const text = (key: string) => {
    const value = textOf(file, table.section, key);
    return value === undefined ? undefined : expanded(value, service);
  };
  const template = text("topic");
  const prefix = text("topic_prefix");
  const filled = template?.replaceAll(/\{\{.*?\}\}/g, "+").replaceAll(/[^/]*\+[^/]*/g, "+");
  return [
    ...located(table, "topic", filled === undefined ? [] : [filled]),
    ...located(table, "topic_prefix", prefix === undefined ? [] : [`${prefix}/#`]),
  ];
}

function located(table: ServerTable, key: string, values: readonly string[]): readonly Located<string>[] {
  const at = settingOf(table.place.file, table.section, key)?.at ?? table.at;
  return values.map((value) => ({ value, at }));
}

/** A shared subscription is granted like the filter in it (MQTT 5.0 section 4.8.2, which mosquitto serves to 3.1.1 clients too). */
const unshared = (filter: Located<string>): Located<string> => ({
  ...filter,
  value: filter.value.replace(/^\$share\/[^/+#]+\//, ""),
});

const distinct = (filters: readonly Located<string>[]): readonly Located<string>[] =>
  filters.filter((filter, i) => filters.findIndex((other) => other.value === filter.value) === i);
