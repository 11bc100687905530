import { isAlias, isMap, isScalar, isSeq, parseDocument } from "yaml";
import { type Entry, type Node, nothingAt } from "../../model/node.ts";

/** The items of a YAML list, as reading makes them, without places. */
export function valuesOf(yaml: string): readonly Node[] {
  const node = build(parseDocument(yaml).contents);
  return node.kind === "list" ? node.items : [];
}

const at = { file: "compose.yml", line: 1, column: 1 };

function build(yaml: unknown): Node {
  if (isSeq(yaml)) return { kind: "list", items: yaml.items.map(build), at };
  if (isMap(yaml)) {
    const entries = yaml.items.map(({ key, value }): Entry => ({ key: String(key), keyAt: at, value: build(value) }));
    return { kind: "map", entries, at };
  }
  if (!isScalar(yaml) || isAlias(yaml)) return nothingAt(at);
  const value = yaml.value as string | number | boolean | null;
  return {
    kind: "scalar",
    value,
    source: yaml.source ?? "",
    at,
    ...(yaml.type === "PLAIN" && { plain: true as const }),
  };
}
