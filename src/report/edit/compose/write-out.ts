/** The text of what stands elsewhere, in the place where it is used. */
import { type Alias, isMap, isSeq, type Node, type YAMLMap } from "yaml";
import { blockText, copyEntries, copyOf, flowText, follow, merged } from "../yaml/copy.ts";
import {
  columnOf,
  endOf,
  endOfPair,
  keyOf,
  nextLine,
  ownPair,
  pairs,
  type Splice,
  startOf,
  type YamlText,
} from "../yaml/text.ts";

/** An alias replaced by what it stands for: on lines of its own where it is a key's value, else on its line. */
export function expanded(yaml: YamlText, alias: Alias, parent: YAMLMap | undefined): Splice {
  const source = follow(yaml, alias) ?? null;
  const pair = parent && pairs(parent).find(({ value }) => value === alias);
  const isBlock = pair && parent.flow !== true && (isMap(source) || isSeq(source)) && source.items.length > 0;
  if (!isBlock) return { start: startOf(alias), end: endOf(alias), text: flowText(yaml, source) };
  const column = columnOf(yaml.text, startOf(pair.key)) + (isSeq(source) ? yaml.dashIndent : yaml.step);
  const lines = indented(yaml, blockText(yaml, copyOf(yaml, source)), column);
  return {
    start: startOf(alias) - gapBefore(yaml.text, startOf(alias)),
    end: endOf(alias),
    text: `${yaml.eol}${lines}`,
  };
}

const gapBefore = (text: string, offset: number): number => /[ \t]*$/.exec(text.slice(0, offset))?.[0].length ?? 0;

/** A map whose merge keys are replaced by what they bring: the first one by all of it, others by nothing. */
export function flattened(yaml: YamlText, map: YAMLMap | undefined): Splice | undefined {
  const merges = map ? pairs(map).filter((pair) => keyOf(pair) === "<<") : [];
  const [first] = merges;
  const last = merges.at(-1);
  if (!map || !first || !last) return undefined;
  const missing = [...merged(yaml, map)].filter(([name]) => !ownPair(map, name));
  const start = startOf(first.key);
  // Between two merge keys there may be entries of the map's own; a map has one merge key by the rules, so they go along.
  const kept = pairs(map).filter(
    (pair) => startOf(pair.key) > start && endOfPair(pair) < startOf(last.key) && keyOf(pair) !== "<<",
  );
  const all = copyEntries(yaml, [...missing, ...kept.map((pair) => [keyOf(pair), pair.value] as const)]);
  const isFlow = map.flow === true;
  if (all.items.length > 0) {
    const text = isFlow
      ? inner(flowText(yaml, all))
      : indented(yaml, blockText(yaml, all), columnOf(yaml.text, start)).trimStart();
    return { start, end: endOfPair(last), text };
  }
  const next = pairs(map).find((pair) => startOf(pair.key) > start);
  if (isFlow) return { start, end: next ? startOf(next.key) : endOfPair(last), text: "" };
  return { start: start - columnOf(yaml.text, start), end: nextLine(yaml.text, endOfPair(last)), text: "" };
}

/** Entries of a map's own, after its others. */
export function written(yaml: YamlText, map: YAMLMap, entries: YAMLMap): Splice | undefined {
  const last = pairs(map).at(-1);
  if (!last) return undefined;
  const end = endOfPair(last);
  if (map.flow === true) return { start: end, end, text: `, ${inner(flowText(yaml, entries))}` };
  const start = nextLine(yaml.text, end);
  const lines = indented(yaml, blockText(yaml, entries), columnOf(yaml.text, startOf(last.key)));
  return { start, end: start, text: lines + yaml.eol };
}

/** `key` with nothing in it, so that nothing is merged in under it. */
export function emptied(yaml: YamlText, map: YAMLMap, key: string): Splice | undefined {
  const nothing = yaml.doc.createNode(key === "environment" ? {} : []) as Node;
  return written(yaml, map, copyEntries(yaml, [[key, nothing]]));
}

const inner = (flow: string): string => flow.replaceAll(/^\{ ?| ?\}$/g, "");

const indented = (yaml: YamlText, text: string, columns: number): string =>
  text.replaceAll(/^(?=.)/gm, " ".repeat(columns)).replaceAll("\n", yaml.eol);
