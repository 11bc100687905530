/** Values that compose files may write in two forms, brought into one, so that two of them can be merged. */
import {
  type Entry,
  type List,
  type Mapping,
  mapAt,
  type Node,
  nothingAt,
  textAt,
  valueAt,
} from "../../../model/node.ts";

/** A single value as a list of one. */
export function asOneList(node: Node): Node {
  return node.kind === "scalar" ? { kind: "list", items: [node], at: node.at } : node;
}

/** `NAME=value` items as a map; of two with one name the last counts, at the first one's place. */
export function namedValues(node: Node): Node {
  if (node.kind !== "list") return node;
  return mapOf(node, (item) => {
    const equals = item.value.indexOf("=");
    if (equals < 0) return { key: item.value, keyAt: item.at, value: nothingAt(item.at) };
    return { key: item.value.slice(0, equals), keyAt: item.at, value: textAt(item.value.slice(equals + 1), item.at) };
  });
}

/** Names in a list as a map of names without settings. */
export function namesAsMap(node: Node): Node {
  if (node.kind !== "list") return node;
  return mapOf(node, ({ value, at }) => ({ key: value, keyAt: at, value: nothingAt(at) }));
}

/** Likewise, where nothing is no settings. */
export function namesAsMaps(node: Node): Node {
  return node.kind === "list"
    ? mapOf(node, ({ value, at }) => ({ key: value, keyAt: at, value: mapAt({}, at) }))
    : node;
}

/** What a name alone means in `depends_on`. @see Compose Specification, "depends_on", "Short syntax" */
export function dependenciesAsMap(node: Node): Node {
  if (node.kind !== "list") return node;
  return mapOf(node, ({ value, at }) => ({
    key: value,
    keyAt: at,
    value: mapAt({ condition: textAt("service_started", at), required: valueAt(true, at) }, at),
  }));
}

/** A build context alone. */
export function buildAsMap(node: Node): Node {
  return node.kind === "scalar" && typeof node.value === "string" ? mapAt({ context: node }, node.at) : node;
}

type Item = { readonly value: string; readonly at: Node["at"] };

/** Items that are no text are left for others to complain about: they keep a name of their own. */
function mapOf(list: List, entryOf: (item: Item) => Entry): Mapping {
  const entries = new Map<string, Entry>();
  for (const [i, item] of list.items.entries()) {
    const isText = item.kind === "scalar" && typeof item.value === "string";
    const entry = isText ? entryOf({ value: String(item.value), at: item.at }) : undefined;
    const { key, ...rest } = entry ?? { key: `[${i}]`, keyAt: item.at, value: item };
    entries.set(key, { key, ...rest });
  }
  return { kind: "map", entries: [...entries.values()], at: list.at };
}
