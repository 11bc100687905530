/** Values that a YAML text takes from elsewhere (aliases, merge keys), and those values written out in full. */
import { Document, isAlias, isMap, isScalar, isSeq, type Node, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import { keyOf, ownPair, pairs, type YamlText } from "./text.ts";

type Entries = ReadonlyMap<string, Node | null>;

/** What stands under `key`, in the map itself or merged into it, with an alias followed. */
export function resolved(yaml: YamlText, map: YAMLMap, key: string): Node | undefined {
  const own = ownPair(map, key);
  if (own) return follow(yaml, own.value) ?? undefined;
  return merged(yaml, map).get(key) ?? undefined;
}

export function follow(yaml: YamlText, node: Node | null | undefined): Node | null | undefined {
  return isAlias(node) ? node.resolve(yaml.doc) : node;
}

/** What merge keys (`<<`) bring into a map; of several maps in one list the earlier wins (YAML 1.1 merge type). */
export function merged(yaml: YamlText, map: YAMLMap): Entries {
  const result = new Map<string, Node | null>();
  for (const pair of pairs(map).filter((one) => keyOf(one) === "<<")) {
    const value = follow(yaml, pair.value);
    for (const source of isSeq(value) ? (value.items as Node[]).map((item) => follow(yaml, item)) : [value]) {
      if (!isMap(source)) continue;
      for (const [key, node] of allEntries(yaml, source)) if (!result.has(key)) result.set(key, node);
    }
  }
  return result;
}

function allEntries(yaml: YamlText, map: YAMLMap): Entries {
  const own = pairs(map).filter((pair) => keyOf(pair) !== "<<");
  const result = new Map(merged(yaml, map));
  for (const pair of own) result.set(keyOf(pair), follow(yaml, pair.value) ?? null);
  return result;
}

/** A value as block text without a final line end, every alias and merge in it replaced by what it stands for. */
export function blockText(yaml: YamlText, value: unknown): string {
  return write(yaml, value).replace(/\n$/, "");
}

/** The same on one line. */
export function flowText(yaml: YamlText, node: Node | null): string {
  const value = copyOf(yaml, node);
  if (isMap(value) || isSeq(value)) value.flow = true;
  return write(yaml, value).replace(/\n$/, "");
}

function write(yaml: YamlText, value: unknown): string {
  const doc = new Document(value, { schema: "failsafe" });
  return doc.toString({ lineWidth: 0, indent: yaml.step, indentSeq: yaml.dashIndent > 0, flowCollectionPadding: true });
}

/** A map's entries as a value of their own, to be written with `blockText`. */
export function copyEntries(yaml: YamlText, entries: Iterable<readonly [string, Node | null]>): YAMLMap {
  const result = new YAMLMap();
  for (const [key, node] of entries) result.items.push(new Pair(new Scalar(key), copyOf(yaml, node)));
  return result;
}

/** A value with every alias and merge key in it followed; comments stay where they are. */
export function copyOf(yaml: YamlText, node: Node | null): Node | null {
  const source = follow(yaml, node);
  if (isMap(source)) return tagged(copyEntries(yaml, allEntries(yaml, source)), source);
  if (isSeq(source)) {
    const result = new YAMLSeq();
    for (const item of source.items as Node[]) result.items.push(copyOf(yaml, item));
    return tagged(result, source);
  }
  if (!isScalar(source)) return null;
  const result = new Scalar(source.value);
  if (source.type) result.type = source.type;
  return tagged(result, source);
}

function tagged<T extends Node>(to: T, from: Node): T {
  if (from.tag?.startsWith("!") === true) to.tag = from.tag;
  return to;
}
