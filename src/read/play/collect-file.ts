/**
 * What an agent collects, in a file of its own: the words of `x-edgeward.collect`, in JSON or YAML, and `json`: filters of the topics whose
 * ingest reads JSON. In a compose file Edgeward finds that out from Telegraf's configuration, which is not here.
 */
import { dirname } from "../../compose/path.ts";
import type { Collect } from "../../model/collect.ts";
import type { Entry } from "../../model/node.ts";
import { isTopicFilter } from "../../model/topic.ts";
import type { Context } from "../compose/context.ts";
import { readCollect } from "../edgeward/collect.ts";
import { filterRemedy } from "../edgeward/service.ts";
import type { Say } from "../say/say.ts";
import type { SourceFile } from "../sources.ts";
import { asMap, asTexts } from "../tree/shape.ts";
import { parseYaml } from "../yaml/parse.ts";

export interface CollectFile {
  readonly collect: Collect;
  /** Topic filters. */
  readonly json: readonly string[];
}

/** @param file with its absolute path: relative paths in it start beside it */
export function readCollectFile(
  file: SourceFile,
  environment: Readonly<Record<string, string>>,
  say: Say,
): CollectFile | undefined {
  const documents = parseYaml(file, say);
  if (!documents) return undefined;
  const [node] = documents;
  if (!node || documents.length > 1) {
    const at = { file: file.path, line: 1, column: 1 };
    return say.error("wrong-type", at, "there is not one value in it", 'Write {"host": {"topic": "sensors/host"}}.');
  }
  const entries = asMap(node, "collect", say);
  if (!entries || node.kind !== "map") return undefined;
  const json = entries.find(({ key }) => key === "json");
  const rest = { ...node, entries: entries.filter((entry) => entry !== json) };
  const context: Context = {
    directory: dirname(file.path),
    lookup: (name) => (Object.hasOwn(environment, name) ? environment[name] : undefined),
    shown: (path) => path,
    roomForPorts: () => true,
  };
  const collect = readCollect(rest, "collect", context, say);
  return collect && { collect, json: json ? filters(json, say) : [] };
}

function filters({ value }: Entry, say: Say): readonly string[] {
  return asTexts(value, "collect.json", "single-too", say).flatMap((filter) => {
    if (isTopicFilter(filter.value)) return [filter.value];
    say.error("bad-topic", filter.at, `\`${filter.value}\` is not a topic filter`, filterRemedy);
    return [];
  });
}
