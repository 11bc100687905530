import { goNumber, isGoNumber } from "../../../compose/amount/go-number.ts";
import { parseFlag } from "../../../compose/field/number.ts";
import { type Entry, entryOf, type Mapping, type Node, type Scalar } from "../../../model/node.ts";

/** Plain data as Compose has it before it validates: numbers as Go's YAML reads them. Keys keep their order. */
export function plainFor(node: Node): unknown {
  if (node.kind === "scalar") return goValue(node);
  if (node.kind === "list") return node.items.map(plainFor);
  const data: Record<string, unknown> = {};
  for (const { key, value } of node.entries) {
    if (key !== "__proto__") data[key] = plainFor(value);
    else Object.defineProperty(data, key, { value: plainFor(value), enumerable: true });
  }
  return data;
}

/** YAML 1.2 and Go's reader differ over a zero in front, and over 1_000 and 0b11. */
function goValue({ value, source, plain }: Scalar): Scalar["value"] {
  const isUnusual =
    typeof value === "number"
      ? source.startsWith("0")
      : plain && typeof value === "string" && /^[-+]?(0b|\d+_)/i.test(value);
  return isUnusual && isGoNumber(source) ? Number(goNumber(source)) : value;
}

/**
 * A service as plain data. Compose makes truth values and numbers of texts before it validates; the schema takes such texts nearly
 * everywhere, but not in `depends_on.*.required`.
 */
export function plainService(service: Mapping): unknown {
  const dependsOn = entryOf(service, "depends_on")?.value;
  if (dependsOn?.kind !== "map") return plainFor(service);
  const entries = dependsOn.entries.map((entry) => ({ ...entry, value: withRequired(entry.value) }));
  const cast: Mapping = { ...dependsOn, entries };
  return plainFor({
    ...service,
    entries: service.entries.map((entry): Entry => (entry.key === "depends_on" ? { ...entry, value: cast } : entry)),
  });
}

function withRequired(node: Node): Node {
  if (node.kind !== "map") return node;
  const entries = node.entries.map((entry): Entry => {
    const { value } = entry;
    const flag = value.kind === "scalar" && typeof value.value === "string" ? parseFlag(value.value) : undefined;
    return entry.key === "required" && flag !== undefined && value.kind === "scalar"
      ? { ...entry, value: { ...value, value: flag } }
      : entry;
  });
  return { ...node, entries };
}
