/**
 * A diff of two texts in time that grows with their length. The texts are cut where the same key begins in both, at the outer two levels;
 * what lies between is compared line by line, and where that is very different, it is taken as replaced.
 */
import { diffArrays } from "diff";

export type LineEdit =
  | { readonly kind: "kept"; readonly old: number; readonly fresh: number }
  | { readonly kind: "removed"; readonly old: number }
  | { readonly kind: "added"; readonly fresh: number };

/** Beyond so many differing lines in one piece a finer comparison tells nobody more, and its time grows with the square. */
const editLimit = 2_000;

/** Line numbers count from 0. */
export function diffLines(before: readonly string[], after: readonly string[]): readonly LineEdit[] {
  const edits: LineEdit[] = [];
  let [old, fresh] = [0, 0];
  for (const cut of [...cuts(before, after), { old: before.length, fresh: after.length }]) {
    push(edits, before, after, { old, fresh, oldEnd: cut.old, freshEnd: cut.fresh });
    [old, fresh] = [cut.old, cut.fresh];
  }
  return edits;
}

interface Piece {
  readonly old: number;
  readonly oldEnd: number;
  readonly fresh: number;
  readonly freshEnd: number;
}

function push(edits: LineEdit[], before: readonly string[], after: readonly string[], piece: Piece): void {
  let { old, fresh } = piece;
  const [left, right] = [before.slice(old, piece.oldEnd), after.slice(fresh, piece.freshEnd)];
  const parts = diffArrays(left, right, { maxEditLength: editLimit }) ?? [
    { count: left.length, removed: true, added: false },
    { count: right.length, removed: false, added: true },
  ];
  for (const { count, removed, added } of parts) {
    for (let i = 0; i < (count ?? 0); i++) {
      if (removed) edits.push({ kind: "removed", old: old++ });
      else if (added) edits.push({ kind: "added", fresh: fresh++ });
      else edits.push({ kind: "kept", old: old++, fresh: fresh++ });
    }
  }
}

/** Where the same key begins in both: top-level keys, and below each of them those of the next level, as far as the order is the same. */
function cuts(before: readonly string[], after: readonly string[]): readonly { old: number; fresh: number }[] {
  const places = keysOf(after);
  const found: { old: number; fresh: number }[] = [];
  let last = -1;
  for (const [key, old] of keysOf(before)) {
    const fresh = places.get(key);
    if (fresh === undefined || fresh <= last) continue;
    found.push({ old, fresh });
    last = fresh;
  }
  return found;
}

function keysOf(lines: readonly string[]): ReadonlyMap<string, number> {
  const keys = new Map<string, number>();
  const note = (key: string, i: number) => keys.has(key) || keys.set(key, i);
  let top = "";
  let step: number | undefined;
  lines.forEach((line, i) => {
    const [, indent = "", key] = /^( *)([^\s#:-][^:]*):(?:\s|$)/.exec(line) ?? [];
    if (key === undefined) return;
    if (indent === "") {
      top = key;
      step = undefined;
      note(key, i);
      return;
    }
    step ??= indent.length;
    if (indent.length === step) note(`${top} ${key}`, i);
  });
  return keys;
}
