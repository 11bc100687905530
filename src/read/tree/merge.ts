/**
 * How a later compose file goes over an earlier one.
 * @see Compose Specification, "Merge": maps merge, lists grow, single values and a few named lists are replaced
 */

import {
  describe,
  type Entry,
  isNull,
  type List,
  type Mapping,
  type Node,
  nothingAt,
  textAt,
} from "../../model/node.ts";
import type { Say } from "../say/say.ts";

type Rule =
  /** The later one stands alone: appending to a command makes no sense. */
  | "replace"
  /** `NAME=value` items and a map are two ways to write the same. */
  | "by-name"
  /** A list of names and a map of names to settings are two ways to write the same. */
  | "name-list"
  /** A single text is a list of one. */
  | "grow";

/** `*` stands for any key. */
const rules: Readonly<Record<string, Rule>> = {
  "services.*.command": "replace",
  "services.*.entrypoint": "replace",
  "services.*.healthcheck.test": "replace",
  "services.*.x-edgeward.collect.lines.command": "replace",
  "services.*.annotations": "by-name",
  "services.*.environment": "by-name",
  "services.*.labels": "by-name",
  "services.*.sysctls": "by-name",
  "services.*.deploy.labels": "by-name",
  "volumes.*.labels": "by-name",
  "networks.*.labels": "by-name",
  "services.*.depends_on": "name-list",
  "services.*.networks": "name-list",
  "services.*.dns": "grow",
  "services.*.dns_search": "grow",
  "services.*.env_file": "grow",
  "services.*.label_file": "grow",
  "services.*.tmpfs": "grow",
  "services.*.x-edgeward.publish": "grow",
  "services.*.x-edgeward.subscribe": "grow",
};

export function merge(earlier: Node, later: Node, say: Say): Node {
  return mergeAt(earlier, later, [], say);
}

function mergeAt(earlier: Node, later: Node, path: readonly string[], say: Say): Node {
  if (later.tag === "override") return later;
  if (later.tag === "reset") return nothingAt(later.at);
  if (isNull(later)) return earlier;
  if (isNull(earlier)) return later;
  const rule = ruleFor(path);
  if (rule === "replace") return later;
  const [below, above] = rule === undefined ? [earlier, later] : [inOneForm(earlier, rule), inOneForm(later, rule)];
  if (below.kind === "map" && above.kind === "map") return mergeMaps(below, above, path, say);
  if (below.kind === "list" && above.kind === "list") return { ...above, items: [...below.items, ...above.items] };
  if (below.kind === "scalar" && above.kind === "scalar") return above;
  const what = `\`${path.join(".")}\` is ${describe(later)} here, but ${describe(earlier)} in ${earlier.at.file}:${earlier.at.line}`;
  say.error("bad-merge", later.at, what, "Write both in the same form, or put `!override` before this one.");
  return later;
}

function mergeMaps(earlier: Mapping, later: Mapping, path: readonly string[], say: Say): Mapping {
  const entries = new Map<string, Entry>(earlier.entries.map((entry) => [entry.key, entry]));
  for (const entry of later.entries) {
    const before = entries.get(entry.key);
    if (entry.value.tag === "reset") entries.delete(entry.key);
    else if (before === undefined) entries.set(entry.key, entry);
    else entries.set(entry.key, { ...entry, value: mergeAt(before.value, entry.value, [...path, entry.key], say) });
  }
  return { ...later, entries: [...entries.values()] };
}

function ruleFor(path: readonly string[]): Rule | undefined {
  const [section, , ...rest] = path;
  return rules[[section, "*", ...rest].join(".")];
}

function inOneForm(node: Node, rule: Rule): Node {
  if (rule === "grow") return node.kind === "scalar" ? { kind: "list", items: [node], at: node.at } : node;
  if (node.kind !== "list") return node;
  return { kind: "map", entries: namedEntries(node, rule), at: node.at };
}

/** Items that are no text are left for the reader of the key to complain about: they keep a name of their own. */
function namedEntries(list: List, rule: Rule): readonly Entry[] {
  return list.items.map((item, i): Entry => {
    if (item.kind !== "scalar" || typeof item.value !== "string") return { key: `[${i}]`, keyAt: item.at, value: item };
    const equals = rule === "by-name" ? item.value.indexOf("=") : -1;
    if (equals < 0) return { key: item.value, keyAt: item.at, value: nothingAt(item.at) };
    return { key: item.value.slice(0, equals), keyAt: item.at, value: textAt(item.value.slice(equals + 1), item.at) };
  });
}
