/**
 * The only code that edits a tree. Edits name places of the source, so their order does not matter: whole values are put before what
 * lies in them, list items are counted as they were, and what is appended comes last.
 * Invariant: nodes that no edit touches stay the same objects, so that anchors and comments survive.
 */
import type { Edit } from "../model/conversion.ts";
import { type Entry, listAt, type Mapping, type Node, type Path } from "../model/node.ts";
import type { Span } from "../model/span.ts";

/** The edits below one place, by their next step. */
interface Branch {
  put?: Node;
  drop?: true;
  items?: readonly Node[];
  readonly append: Node[];
  readonly below: Map<string | number, Branch>;
}

const branch = (): Branch => ({ append: [], below: new Map() });

export function apply(root: Mapping, edits: readonly Edit[]): Mapping {
  const top = branch();
  for (const edit of edits) note(top, edit);
  const edited = editedAt(root, top, root.at);
  return edited?.kind === "map" ? edited : root;
}

function note(top: Branch, edit: Edit): void {
  const place = descend(top, edit.path);
  if (edit.kind === "drop") place.drop = true;
  else if (edit.kind === "put") place.put = edit.node;
  else if (edit.kind === "items") place.items = edit.nodes;
  else place.append.push(edit.node);
}

function descend(top: Branch, path: Path): Branch {
  let place = top;
  for (const step of path) {
    const next = place.below.get(step) ?? branch();
    place.below.set(step, next);
    place = next;
  }
  return place;
}

/** @returns undefined where the value goes */
function editedAt(before: Node | undefined, edits: Branch, at: Span): Node | undefined {
  if (edits.put === undefined && edits.drop) return built(undefined, edits, at);
  return built(edits.put ?? before, edits, at);
}

function built(node: Node | undefined, edits: Branch, at: Span): Node | undefined {
  if (edits.append.length > 0 || (node?.kind === "list" && edits.below.size > 0)) return listOf(node, edits, at);
  if (edits.below.size === 0) return node;
  const map: Mapping = node?.kind === "map" ? node : { kind: "map", entries: [], at: node?.at ?? at };
  const left = new Map(edits.below);
  const entries = map.entries.flatMap((entry): readonly Entry[] => {
    const own = left.get(entry.key);
    if (own === undefined) return [entry];
    left.delete(entry.key);
    const value = editedAt(entry.value, own, entry.value.at);
    return value === undefined ? [] : value === entry.value ? [entry] : [{ ...entry, value }];
  });
  const added = [...left].flatMap(([key, own]): readonly Entry[] => {
    const value = editedAt(undefined, own, map.at);
    return value === undefined ? [] : [{ key: String(key), keyAt: map.at, value }];
  });
  if (node === undefined && entries.length + added.length === 0) return undefined;
  const { merges, ...rest } = map;
  const kept = merges && mergesLeft(merges, new Set(map.entries), new Set(entries));
  return { ...rest, entries: [...entries, ...added], ...(kept && kept.length > 0 && { merges: kept }) };
}

/** Those of which nothing has changed; an entry that the map overruled from the beginning does not count. */
function mergesLeft(
  merges: readonly Mapping[],
  before: ReadonlySet<Entry>,
  after: ReadonlySet<Entry>,
): readonly Mapping[] {
  return merges.filter((merged) => merged.entries.every((entry) => after.has(entry) || !before.has(entry)));
}

function listOf(node: Node | undefined, edits: Branch, at: Span): Node {
  const before = node?.kind === "list" ? node : listAt([], node?.at ?? at);
  const items = before.items.flatMap((item, i): readonly Node[] => {
    const own = edits.below.get(i);
    if (own === undefined) return [item];
    if (own.items) return own.items;
    const value = editedAt(item, own, item.at);
    return value === undefined ? [] : [value];
  });
  return { ...before, items: [...items, ...edits.append] };
}
