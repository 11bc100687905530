import { parseDuration } from "../../compose/amount/quantity.ts";
import { resolve } from "../../compose/path.ts";
import type { Collect, HostMetrics, LineSource, RecordSource } from "../../model/collect.ts";
import { type Entry, isNull, type Node } from "../../model/node.ts";
import type { Located } from "../../model/span.ts";
import { isTopicName } from "../../model/topic.ts";
import { type Context, hostPath } from "../compose/context.ts";
import { readCommand } from "../compose/service/command.ts";
import type { Say } from "../say/say.ts";
import { sayUnknown } from "../tree/keys.ts";
import { asMap, asText } from "../tree/shape.ts";

/** Shortest time between two readings, in milliseconds: a reading costs a few itself. */
const leastEveryMs = 100;
/** Telegraf's own default interval, in milliseconds. */
const usualEveryMs = 10_000;

/** `x-edgeward.collect`: what an agent reads, and the topic that each goes to. */
export function readCollect(node: Node, path: string, context: Context, say: Say): Collect | undefined {
  const entries = asMap(node, path, say);
  if (!entries) return undefined;
  sayUnknown(entries, ["host", "lines", "records"], path, "none", say);
  const source = (key: string, keys: readonly string[]): Source | undefined => {
    const value = entries.find((entry) => entry.key === key)?.value;
    return value && sourceOf(value, `${path}.${key}`, keys, context, say);
  };
  const host = readHost(source("host", ["every", "topic"]));
  const records = readRecords(source("records", ["from", "layout", "topic"]));
  const lines = readLines(source("lines", ["command", "topic"]));
  if (entries.length === 0) {
    say.error("wrong-type", node.at, `\`${path}\` names nothing to collect`, "Add `host:`, `records:` or `lines:`.");
  }
  return { at: node.at, ...(host && { host }), ...(records && { records }), ...(lines && { lines }) };
}

interface Source {
  readonly node: Node;
  readonly entries: readonly Entry[];
  readonly path: string;
  readonly context: Context;
  readonly say: Say;
}

function sourceOf(node: Node, path: string, keys: readonly string[], context: Context, say: Say): Source | undefined {
  const entries = asMap(node, path, say);
  if (!entries) return undefined;
  sayUnknown(entries, keys, path, "none", say);
  return { node, entries, path, context, say };
}

function readHost(source: Source | undefined): HostMetrics | undefined {
  if (!source) return undefined;
  const topic = topicOf(source);
  const every = optional(source, "every");
  const everyMs = every ? parseDuration(every.value) : usualEveryMs;
  if (every && (everyMs === undefined || everyMs < leastEveryMs)) {
    const what = `\`${every.value}\` is not a time of at least ${leastEveryMs}ms`;
    return source.say.error("bad-value", every.at, what, "Write for example `500ms`, `1s` or `1m`.");
  }
  return topic === undefined || everyMs === undefined ? undefined : { topic, everyMs };
}

function readRecords(source: Source | undefined): RecordSource | undefined {
  if (!source) return undefined;
  const topic = topicOf(source);
  const from = needed(source, "from");
  const layout = needed(source, "layout");
  if (topic === undefined || !from || !layout) return undefined;
  return { topic, from: from.value === "-" ? "-" : pathOf(source, from), layout: pathOf(source, layout) };
}

/** Words that start with `./` or `../` are paths too: the agent runs in a directory of its own. */
function readLines(source: Source | undefined): LineSource | undefined {
  if (!source) return undefined;
  const topic = topicOf(source);
  const node = source.entries.find((entry) => entry.key === "command")?.value;
  const command = node && readCommand(node, `${source.path}.command`, source.say);
  if (!command || command.value.length === 0) {
    const at = node?.at ?? source.node.at;
    return source.say.error(
      "missing-key",
      at,
      `\`${source.path}\` has no \`command\``,
      "Write `command: [program, argument]`.",
    );
  }
  const words = command.value.map((word) => (/^\.\.?\//.test(word) ? resolve(source.context.directory, word) : word));
  return topic === undefined ? undefined : { topic, command: words };
}

function topicOf(source: Source): string | undefined {
  const topic = needed(source, "topic");
  if (!topic || isTopicName(topic.value)) return topic?.value;
  const remedy = "A topic to publish to has no + and no #, and is not empty.";
  return source.say.error("bad-topic", topic.at, `\`${topic.value}\` is not a topic`, remedy);
}

function pathOf({ context, say, path }: Source, written: Located<string>): string {
  const resolved = hostPath(written.value, context);
  if (resolved === undefined)
    say.error("no-home", written.at, `\`${path}\`: ~ stands here, but HOME is not set`, "Write the whole path.");
  return resolved ?? written.value;
}

function optional(source: Source, key: string): Located<string> | undefined {
  const node = source.entries.find((entry) => entry.key === key)?.value;
  return node && asText(node, `${source.path}.${key}`, source.say);
}

function needed(source: Source, key: string): Located<string> | undefined {
  const node = source.entries.find((entry) => entry.key === key)?.value;
  const value = optional(source, key);
  if (node === undefined || isNull(node)) {
    source.say.error("missing-key", source.node.at, `\`${source.path}\` has no \`${key}\``, `Add \`${key}:\`.`);
  }
  return value;
}
