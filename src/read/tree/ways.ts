/** Rules for places in a compose tree, such as `services.*.ports`: found step by step while a tree is walked, at the price of a look-up. */
import type { Entry, Mapping, Node } from "../../model/node.ts";

/** A place, as far as rules know it. */
export interface Way<T> {
  readonly rule?: T;
  readonly below: ReadonlyMap<string, Way<T>>;
}

interface Growing<T> {
  rule?: T;
  readonly below: Map<string, Growing<T>>;
}

/** @param rules by path: `*` stands for any key that no rule names at that place, `[]` for any item of a list */
export function waysOf<T>(rules: Readonly<Record<string, T>>): Way<T> {
  const top: Growing<T> = { below: new Map() };
  for (const [path, rule] of Object.entries(rules)) {
    let way = top;
    for (const step of path.split(".")) {
      const next = way.below.get(step) ?? { below: new Map() };
      way.below.set(step, next);
      way = next;
    }
    way.rule = rule;
  }
  return top;
}

export function step<T>(way: Way<T> | undefined, key: string): Way<T> | undefined {
  return way && (way.below.get(key) ?? way.below.get("*"));
}

/**
 * Rewrites what stands at the ends of ways. What no rule changes stays the same object, and what was shared stays shared: also entries
 * between a map and the maps that it merges in.
 */
export function rewrite<T>(root: Mapping, ways: Way<T>, change: (rule: T, node: Node) => Node): Mapping {
  const nodes = new Map<Way<T>, Map<Node, Node>>();
  const entries = new Map<Way<T>, Map<Entry, Entry>>();
  const visit = (node: Node, way: Way<T> | undefined): Node => {
    if (way === undefined) return node;
    const done = memoOf(nodes, way);
    const before = done.get(node);
    if (before) return before;
    const inside = node.kind === "map" ? visitMap(node, way) : node.kind === "list" ? visitList(node, way) : node;
    const after = way.rule === undefined ? inside : change(way.rule, inside);
    done.set(node, after);
    return after;
  };
  const visitList = (list: Node & { kind: "list" }, way: Way<T>): Node => {
    const next = way.below.get("[]");
    if (next === undefined) return list;
    const items = list.items.map((item) => visit(item, next));
    return items.every((item, i) => item === list.items[i]) ? list : { ...list, items };
  };
  const visitMap = (map: Mapping, way: Way<T>): Mapping => {
    if (way.below.size === 0) return map;
    const after = map.entries.map((entry) => visitEntry(entry, way));
    if (after.every((entry, i) => entry === map.entries[i])) return map;
    const merges = map.merges?.map((merged) => asMapping(visit(merged, way), merged));
    return { ...map, entries: after, ...(merges && { merges }) };
  };
  const visitEntry = (entry: Entry, way: Way<T>): Entry => {
    const done = memoOf(entries, way);
    const before = done.get(entry);
    if (before) return before;
    const value = visit(entry.value, step(way, entry.key));
    const after = value === entry.value ? entry : { ...entry, value };
    done.set(entry, after);
    return after;
  };
  return visitMap(root, ways);
}

const asMapping = (node: Node, otherwise: Mapping): Mapping => (node.kind === "map" ? node : otherwise);

function memoOf<K, T>(memos: Map<Way<T>, Map<K, K>>, way: Way<T>): Map<K, K> {
  const memo = memos.get(way) ?? new Map<K, K>();
  memos.set(way, memo);
  return memo;
}
