/** What becomes of a service's `environment`, map or list; list items are `NAME=value`. */
import { isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from "yaml";
import type { Edit } from "../yaml/entries.ts";
import { type Entry, entry } from "../yaml/entry.ts";
import { composeString } from "../yaml/scalar.ts";
import { keyOf, pairs } from "../yaml/text.ts";

/** What each named variable becomes; undefined: it goes. */
export type Variables = ReadonlyMap<string, string | undefined>;

interface Standing {
  readonly name: string;
  /** As written, `$$` included; undefined when the value comes from the shell. */
  readonly value: string | undefined;
  readonly style: Scalar.Type | undefined;
}

export function environmentEdit(node: Node | undefined, wanted: Variables): Edit {
  const isList = isSeq(node);
  const standing = isList ? fromList(node.items as Node[]) : isMap(node) ? fromMap(node) : [];
  const write = (name: string, value: string, style?: Scalar.Type): Entry =>
    isList ? entry(composeString(`${name}=${value}`, style)) : pairEntry(name, value, style);
  const replace = new Map<number, readonly Entry[]>();
  standing.forEach(({ name, value, style }, index) => {
    if (!wanted.has(name)) return;
    const after = wanted.get(name);
    if (after === undefined) replace.set(index, []);
    else if (value !== after.replaceAll("$", "$$$$")) replace.set(index, [write(name, after, style)]);
  });
  const listStyle = isList ? standing.find(({ style }) => style !== undefined)?.style : undefined;
  const append = [...wanted].flatMap(([name, after]) =>
    after === undefined || standing.some((one) => one.name === name) ? [] : [write(name, after, listStyle)],
  );
  return { replace, append };
}

/** Names that the node itself defines. */
export function namesIn(node: Node | null | undefined): readonly string[] {
  if (isSeq(node)) return fromList(node.items as Node[]).map(({ name }) => name);
  return isMap(node) ? fromMap(node).map(({ name }) => name) : [];
}

function fromList(items: readonly Node[]): readonly Standing[] {
  return items.map((item) => {
    const text = isScalar(item) ? String(item.value) : "";
    const equals = text.indexOf("=");
    const style = isScalar(item) ? (item.type as Scalar.Type | undefined) : undefined;
    if (equals === -1) return { name: text, value: undefined, style };
    return { name: text.slice(0, equals), value: text.slice(equals + 1), style };
  });
}

function fromMap(map: YAMLMap): readonly Standing[] {
  return pairs(map).map((pair) => {
    const { value } = pair;
    const style = isScalar(value) && value.source !== "" ? (value.type as Scalar.Type | undefined) : undefined;
    return { name: keyOf(pair), value: isScalar(value) ? String(value.value) : undefined, style };
  });
}

function pairEntry(name: string, value: string, style?: Scalar.Type): Entry {
  const text = composeString(value, style);
  return { block: `${name}: ${text}`, flow: `${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)}: ${text}` };
}
