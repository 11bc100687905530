import type { Entry, Mapping, Node } from "../../../model/node.ts";
import { mergesStillIn } from "./merges.ts";

/** Whether a tree has any `!reset` or `!override` to carry out. */
export function isTagged(tree: Node): boolean {
  const seen = new Set<Node>();
  const visit = (node: Node): boolean => {
    if (node.tag !== undefined) return true;
    if (node.kind === "scalar" || seen.has(node)) return false;
    seen.add(node);
    return node.kind === "list" ? node.items.some(visit) : node.entries.some(({ value }) => visit(value));
  };
  return visit(tree);
}

/** A tree once its tags have done their work: what says `!reset` is gone, `!override` is a value like any other. */
export function settled(tree: Mapping): Mapping {
  const done = new Map<Node, Node>();
  const visit = (node: Node): Node => {
    const before = done.get(node);
    if (before) return before;
    const inside = node.kind === "list" ? settledList(node) : node.kind === "map" ? settledMap(node) : node;
    const { tag, ...rest } = inside;
    const after = tag === undefined ? inside : rest;
    done.set(node, after);
    return after;
  };
  const settledList = (list: Node & { kind: "list" }): Node => {
    const items = list.items.filter((item) => item.tag !== "reset").map(visit);
    const same = items.length === list.items.length && items.every((item, i) => item === list.items[i]);
    return same ? list : { ...list, items };
  };
  const entriesDone = new Map<Entry, Entry>();
  const settledEntry = (entry: Entry): Entry => {
    const before = entriesDone.get(entry);
    if (before) return before;
    const value = visit(entry.value);
    const after = value === entry.value ? entry : { ...entry, value };
    entriesDone.set(entry, after);
    return after;
  };
  const settledMap = (map: Mapping): Mapping => {
    const entries = map.entries.filter(({ value }) => value.tag !== "reset").map(settledEntry);
    if (entries.length === map.entries.length && entries.every((entry, i) => entry === map.entries[i])) return map;
    const { merges, ...rest } = map;
    return { ...rest, entries, ...mergesStillIn(merges?.map(settledMerge), entries, entries) };
  };
  const settledMerge = (merged: Mapping): Mapping => {
    const after = visit(merged);
    return after.kind === "map" ? after : merged;
  };
  const root = settledMap(tree);
  if (root.tag === undefined) return root;
  const { tag: _, ...rest } = root;
  return rest;
}
