/**
 * A YAML text together with its parsed document: the document says where things stand, the text is what is edited.
 * Writing the document back would re-indent, re-quote and re-wrap lines that nobody asked to change.
 * Invariant: every scalar is read as the characters that stand there (failsafe schema): `0644` stays `0644`.
 */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";

export interface YamlText {
  readonly text: string;
  readonly doc: Document.Parsed;
  readonly root: YAMLMap;
  readonly eol: string;
  /** Offset of each line's first character. */
  readonly lineStarts: readonly number[];
  /** Columns that a nested map is moved to the right. */
  readonly step: number;
  /** Columns that a list's dashes are moved to the right of their key: 0 in generated files, most often 2 by hand. */
  readonly dashIndent: number;
}

/** Undefined for a text that is no YAML map: the reader has told why. A final line end must be there. */
export function yamlText(text: string): YamlText | undefined {
  const doc = parseDocument(text, { schema: "failsafe", merge: true, keepSourceTokens: true, logLevel: "silent" });
  const root = doc.contents;
  if (doc.errors.length > 0 || !isMap(root)) return undefined;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const lineStarts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  return { text, doc, root, eol, lineStarts, ...layout(text, root) };
}

export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Column that an insertion belongs to: where an inner and an outer map end on one line, the inner one's comes first. */
  readonly depth?: number;
}

/** Splices must not overlap; insertions at one place and depth come out in the order given. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = "";
  let done = 0;
  const inOrder = splices.toSorted((a, b) => a.start - b.start || a.end - b.end || (b.depth ?? 0) - (a.depth ?? 0));
  for (const splice of inOrder) {
    result += text.slice(done, splice.start) + splice.text;
    done = Math.max(done, splice.end);
  }
  return result + text.slice(done);
}

export const lineStart = (text: string, offset: number): number => text.lastIndexOf("\n", offset - 1) + 1;

/** The offset where the next line starts; `offset` itself when it follows a line end. */
export function nextLine(text: string, offset: number): number {
  if (offset > 0 && text[offset - 1] === "\n") return offset;
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

export const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Where the characters of a node start; ranges of parsed nodes are always there. */
export const startOf = (node: Node): number => node.range?.[0] ?? 0;

/** Where the last character of a node's own content ends: without the comments and blank lines that follow it. */
export function endOf(node: Node): number {
  if ((isMap(node) || isSeq(node)) && node.flow !== true) {
    const ends = node.items.map((item) => (isNode(item) ? endOf(item) : endOfPair(item as Pair<Node, Node | null>)));
    if (ends.length > 0) return Math.max(...ends);
  }
  return node.range?.[1] ?? 0;
}

export function endOfPair(pair: Pair<Node, Node | null>): number {
  return pair.value ? Math.max(endOf(pair.key), endOf(pair.value)) : endOf(pair.key);
}

const isNode = (value: unknown): value is Node => isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);

export const pairs = (map: YAMLMap): readonly Pair<Node, Node | null>[] =>
  map.items as readonly Pair<Node, Node | null>[];

export const keyOf = (pair: Pair<Node, Node | null>): string => {
  if (!isScalar(pair.key)) return "";
  return typeof pair.key.value === "symbol" ? (pair.key.source ?? "<<") : String(pair.key.value);
};

/** The pair that stands in the map itself, not one that a merge brings in. */
export const ownPair = (map: YAMLMap, key: string): Pair<Node, Node | null> | undefined =>
  pairs(map).find((pair) => keyOf(pair) === key);

/** `key:` with nothing behind it, `~` or `null`. */
export const isEmpty = (node: Node | null | undefined): boolean =>
  !node || (isScalar(node) && node.type === "PLAIN" && /^(?:|~|null)$/i.test(node.source ?? ""));

function layout(text: string, root: YAMLMap): { readonly step: number; readonly dashIndent: number } {
  let step: number | undefined;
  let dashIndent: number | undefined;
  const look = (map: YAMLMap) => {
    for (const { key, value } of pairs(map)) {
      const column = columnOf(text, startOf(key));
      if (isSeq(value) && value.flow !== true && value.items.length > 0) {
        dashIndent ??= Math.max(0, columnOf(text, startOf(value)) - column);
      }
      if (!isMap(value) || value.flow === true || value.items.length === 0) continue;
      step ??= Math.max(1, columnOf(text, startOf(value)) - column);
      look(value);
    }
  };
  look(root);
  return { step: step ?? 2, dashIndent: dashIndent ?? step ?? 2 };
}
