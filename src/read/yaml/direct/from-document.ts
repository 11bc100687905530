import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Written, WrittenScalar } from "./written.ts";

/** Of what the parser has made; it is nested no deeper than `scan` allows. */
export function fromDocument(node: unknown): Written | undefined {
  if (isAlias(node)) return { kind: "alias", name: node.source, ...extentOf(node) };
  if (isScalar(node)) {
    const { value, anchor, tag } = node;
    const source = node.source ?? (value === null ? "" : String(value));
    const type = node.type as WrittenScalar["type"];
    return { kind: "scalar", value, source, type, anchor, tag, ...extentOf(node) };
  }
  if (isMap(node)) {
    const pairs = node.items.map(({ key, value }) => ({ key: fromDocument(key), value: fromDocument(value) }));
    const { anchor, tag, flow = false } = node;
    return { kind: "map", flow, pairs, anchor, tag, ...extentOf(node) };
  }
  if (!isSeq(node)) return undefined;
  const { anchor, tag, flow = false } = node;
  return { kind: "list", flow, items: node.items.map(fromDocument), anchor, tag, ...extentOf(node) };
}

function extentOf({ range }: { readonly range?: readonly number[] | null | undefined }) {
  return { start: range?.[0], end: range?.[1] ?? 0 };
}
