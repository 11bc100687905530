import { type Entry, type List, type Mapping, type Node, plainOf, textAt, textOf } from "../../../model/node.ts";

/**
 * `extra_hosts`: a name that both have stands for the addresses of both, as Compose does it.
 * @returns undefined when one of them is neither a list nor a map
 */
export function mergeHosts(earlier: Node, later: Node): Node | undefined {
  if (earlier.kind === "map" && later.kind === "map") return bothMaps(earlier, later);
  if (earlier.kind === "scalar" || later.kind === "scalar") return undefined;
  return { kind: "list", items: [...linesOf(earlier), ...linesOf(later)], at: later.at };
}

function bothMaps(earlier: Mapping, later: Mapping): Mapping {
  const entries = new Map<string, Entry>(earlier.entries.map((entry) => [entry.key, entry]));
  for (const entry of later.entries) {
    const before = entries.get(entry.key);
    if (entry.value.tag === "reset") entries.delete(entry.key);
    else if (before === undefined || entry.value.tag === "override") entries.set(entry.key, entry);
    else entries.set(entry.key, { ...entry, value: addressesOf(before.value, entry.value) });
  }
  return { kind: "map", entries: [...entries.values()], at: later.at };
}

function addressesOf(earlier: Node, later: Node): Node {
  const seen = new Set<unknown>();
  const items = [...itemsOf(earlier), ...itemsOf(later)].filter((item) => {
    const value = plainOf(item);
    return !seen.has(value) && seen.add(value);
  });
  const [first] = items;
  return items.length === 1 && first ? first : { kind: "list", items, at: later.at };
}

const itemsOf = (node: Node): readonly Node[] => (node.kind === "list" ? node.items : [node]);

/** `name=address`, which also holds an IPv6 address. */
function linesOf(node: List | Mapping): readonly Node[] {
  if (node.kind === "list") return node.items;
  return node.entries.flatMap(({ key, value }) =>
    itemsOf(value).map((item) => textAt(`${key}=${textOf(item) ?? ""}`, item.at)),
  );
}
