/** Changes entries of a list or map in a YAML text, block or flow style, and leaves every other character where it is. */
import { isMap, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from "yaml";
import { merged } from "./copy.ts";
import { blockText, columnUnder, type Entry, flowText, type Kind } from "./entry.ts";
import {
  columnOf,
  endOf,
  endOfPair,
  isEmpty,
  keyOf,
  lineStart,
  nextLine,
  ownPair,
  pairs,
  type Splice,
  startOf,
  type YamlText,
} from "./text.ts";

export interface Edit {
  /** By position: what stands there afterwards (nothing: it goes), or an edit inside a map that stands there. */
  readonly replace: ReadonlyMap<number, readonly Entry[] | Edit>;
  readonly append: readonly Entry[];
}

type Collection = YAMLMap | YAMLSeq;

/** Edits the list or map that stands under `key`; makes it if need be, and removes it with its key if nothing is left in it. */
export function editUnder(yaml: YamlText, parent: YAMLMap, key: string, kind: Kind, edit: Edit): readonly Splice[] {
  const pair = ownPair(parent, key);
  const value = pair?.value;
  if (pair && (isMap(value) || isSeq(value)) && value.items.length > 0) {
    const gone = [...edit.replace.values()].filter((entries) => "length" in entries && entries.length === 0).length;
    const isAllGone = gone === value.items.length && edit.append.length === 0;
    if (!isAllGone) return editEntries(yaml, value, edit);
    // Without a key of its own, what a merge brings would come back.
    return merged(yaml, parent).has(key) ? emptied(yaml, pair, kind) : removed(yaml, parent, ownIndex(parent, key));
  }
  if (edit.append.length === 0) return [];
  if (!pair) return addPair(yaml, parent, key, kind, edit.append);
  if (!isEmpty(value) && !isMap(value) && !isSeq(value)) return [];
  const start = value ? startOf(value) : endOf(pair.key);
  const end = value ? endOf(value) : start;
  if (parent.flow === true || !isEmpty(value)) {
    return [{ start, end, text: `${value && end > start ? "" : value ? " " : ": "}${flowText(kind, edit.append)}` }];
  }
  const column = columnUnder(yaml, kind, columnOf(yaml.text, startOf(pair.key)));
  const depth = column + (kind === "list" ? 0.5 : 0);
  const after = insertion(yaml, endOfPair(pair), blockText(yaml, kind, column, edit.append), depth);
  return end > start ? [{ start, end, text: "" }, after] : [after];
}

const ownIndex = (map: YAMLMap, key: string): number => pairs(map).findIndex((pair) => keyOf(pair) === key);

function editEntries(yaml: YamlText, node: Collection, edit: Edit): readonly Splice[] {
  const spans = spansOf(node);
  const goes = [...edit.replace].flatMap(([index, to]) => ("length" in to && to.length === 0 ? [index] : []));
  const replaced = [...edit.replace].flatMap(([index, to]): readonly Splice[] => {
    const span = spans[index];
    const inner = node.items[index];
    if (!("length" in to)) return isMap(inner) ? editEntries(yaml, inner, to) : [];
    return span && to.length > 0 ? [{ ...span, text: replacement(yaml, node, span, to) }] : [];
  });
  const isFlow = node.flow === true;
  const removals = isFlow ? flowRemovals(spans, goes) : goes.flatMap((index) => removed(yaml, node, index));
  return [...replaced, ...removals, ...appended(yaml, node, edit.append, goes.length === spans.length)];
}

interface EntrySpan {
  readonly start: number;
  readonly end: number;
}

function spansOf(node: Collection): readonly EntrySpan[] {
  if (isMap(node)) return pairs(node).map((pair) => ({ start: startOf(pair.key), end: endOfPair(pair) }));
  return (node.items as Node[]).map((item) => ({ start: startOf(item), end: endOf(item) }));
}

const kindOf = (node: Collection): Kind => (isSeq(node) ? "list" : "map");

function replacement(yaml: YamlText, node: Collection, span: EntrySpan, entries: readonly Entry[]): string {
  if (node.flow === true) return entries.map(({ flow }) => flow).join(", ");
  const column = columnOf(yaml.text, startOf(node));
  const lines = blockText(yaml, kindOf(node), column, entries);
  // The first entry takes over the old one's indentation and dash; a block scalar's span includes its line end.
  const isWholeLine = yaml.text[span.end - 1] === "\n";
  return lines.slice(column + (isSeq(node) ? 2 : 0), isWholeLine ? undefined : -yaml.eol.length);
}

function appended(yaml: YamlText, node: Collection, entries: readonly Entry[], isFirst: boolean): readonly Splice[] {
  const spans = spansOf(node);
  const last = spans.at(-1);
  if (entries.length === 0 || !last) return [];
  if (node.flow !== true) {
    const column = columnOf(yaml.text, startOf(node));
    return [
      insertion(yaml, last.end, blockText(yaml, kindOf(node), column, entries), column + (isSeq(node) ? 0.5 : 0)),
    ];
  }
  const isOverLines = yaml.text.slice(startOf(node), endOf(node)).includes("\n");
  const gap = isOverLines ? `,${yaml.eol}${" ".repeat(columnOf(yaml.text, spans[0]?.start ?? 0))}` : ", ";
  return [{ start: last.end, end: last.end, text: (isFirst ? "" : gap) + entries.map(({ flow }) => flow).join(gap) }];
}

/** The entry's whole lines, with the comments inside of it that follow. */
function removed(yaml: YamlText, node: Collection, index: number): readonly Splice[] {
  const span = spansOf(node)[index];
  if (!span) return [];
  if (node.flow === true) return flowRemovals(spansOf(node), [index]);
  const { text } = yaml;
  const start = isSeq(node) ? dashOf(yaml, node, span.start) : span.start;
  const inside = new RegExp(`(?: {${columnOf(text, start) + 1},}#.*(?:\\n|$))*`, "y");
  inside.lastIndex = nextLine(text, span.end);
  inside.exec(text);
  return [{ start: lineStart(text, start), end: Math.max(inside.lastIndex, nextLine(text, span.end)), text: "" }];
}

function emptied({ text }: YamlText, pair: Pair<Node, Node | null>, kind: Kind): readonly Splice[] {
  const start = text.indexOf(":", endOf(pair.key)) + 1;
  return [{ start, end: endOfPair(pair), text: kind === "list" ? " []" : " {}" }];
}

/** An item may start lines after its dash, behind an anchor or a comment. */
function dashOf({ text }: YamlText, node: YAMLSeq, itemStart: number): number {
  const column = columnOf(text, startOf(node));
  let dash = lineStart(text, itemStart) + column;
  while (dash > startOf(node) && !/^ *-$/.test(text.slice(lineStart(text, dash), dash + 1))) {
    dash = lineStart(text, lineStart(text, dash) - 1) + column;
  }
  return dash;
}

function flowRemovals(spans: readonly EntrySpan[], goes: readonly number[]): readonly Splice[] {
  const kept = spans.findLastIndex((_, index) => !goes.includes(index));
  const inner = goes.flatMap((index): readonly Splice[] => {
    const [own, next] = [spans[index], spans[index + 1]];
    return index < kept && own && next ? [{ start: own.start, end: next.start, text: "" }] : [];
  });
  const start = spans[kept]?.end ?? spans[0]?.start;
  const end = spans.at(-1)?.end;
  if (kept === spans.length - 1 || start === undefined || end === undefined) return inner;
  return [...inner, { start, end, text: "" }];
}

/** After the last key that is not an `x-` extension: those are read last. */
function addPair(yaml: YamlText, map: YAMLMap, key: string, kind: Kind, entries: readonly Entry[]): readonly Splice[] {
  const last = pairs(map).findLast((pair) => !keyOf(pair).startsWith("x-")) ?? pairs(map).at(-1);
  if (map.flow === true || !last) {
    const quoted = last && yaml.text[startOf(last.key)] === '"' ? JSON.stringify(key) : key;
    const at = last ? endOfPair(last) : startOf(map) + 1;
    const text = `${quoted}: ${flowText(kind, entries)}`;
    return [{ start: at, end: at, text: last ? `, ${text}` : ` ${text} ` }];
  }
  const column = columnOf(yaml.text, startOf(last.key));
  const apart = map === yaml.root && /\n\r?\n\S/.test(yaml.text) ? yaml.eol : "";
  const lines = blockText(yaml, kind, columnUnder(yaml, kind, column), entries);
  return [insertion(yaml, endOfPair(last), `${apart}${" ".repeat(column)}${key}:${yaml.eol}${lines}`, column)];
}

function insertion(yaml: YamlText, after: number, text: string, depth: number): Splice {
  const start = nextLine(yaml.text, after);
  return { start, end: start, text, depth };
}
