import fc from "fast-check";
import { expect, test } from "vitest";
import type { Edit } from "../model/conversion.ts";
import { childOf, nodeAt, type Path, textAt } from "../model/node.ts";
import { apply } from "./apply.ts";
import { plain, treeOf } from "./testing/view.ts";

const at = { file: "stack.yml", line: 1, column: 1 };
const text = (value: string) => textAt(value, at);
const source = "a: { b: 1, c: [x, y, z] }\nd: { e: { f: 2 } }\n";
const edited = (...edits: Edit[]) => plain(apply(treeOf(source), edits));

test.each<[string, Edit[], unknown]>([
  ["a value goes", [{ kind: "drop", path: ["a", "b"] }], { a: { c: ["x", "y", "z"] }, d: { e: { f: 2 } } }],
  ["an item goes", [{ kind: "drop", path: ["a", "c", 1] }], { a: { b: 1, c: ["x", "z"] }, d: { e: { f: 2 } } }],
  ["what is not there cannot go", [{ kind: "drop", path: ["g", "h"] }], plain(treeOf(source))],
  [
    "a value comes with the maps that lead to it",
    [{ kind: "put", path: ["g", "h"], node: text("new") }],
    { ...(plain(treeOf(source)) as object), g: { h: "new" } },
  ],
  [
    "an item becomes several",
    [{ kind: "items", path: ["a", "c", 0], nodes: [text("1"), text("2")] }],
    { a: { b: 1, c: ["1", "2", "y", "z"] }, d: { e: { f: 2 } } },
  ],
  [
    "items are counted as they were",
    [
      { kind: "items", path: ["a", "c", 0], nodes: [] },
      { kind: "drop", path: ["a", "c", 2] },
      { kind: "append", path: ["a", "c"], node: text("last") },
    ],
    { a: { b: 1, c: ["y", "last"] }, d: { e: { f: 2 } } },
  ],
  [
    "a list is made where something is added to it",
    [{ kind: "append", path: ["d", "list"], node: text("only") }],
    { a: { b: 1, c: ["x", "y", "z"] }, d: { e: { f: 2 }, list: ["only"] } },
  ],
  [
    "what is put below a value that goes makes a new one",
    [
      { kind: "drop", path: ["d"] },
      { kind: "put", path: ["d", "new"], node: text("in") },
    ],
    { a: { b: 1, c: ["x", "y", "z"] }, d: { new: "in" } },
  ],
])("%s", (_, edits, wanted) => {
  expect(edited(...edits)).toEqual(wanted);
});

const path: fc.Arbitrary<Path> = fc.constantFrom<Path[]>(
  ["a"],
  ["a", "b"],
  ["d"],
  ["d", "e"],
  ["d", "e", "f"],
  ["g", "h"],
);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  path.map((where): Edit => ({ kind: "drop", path: where })),
  path.map((where): Edit => ({ kind: "put", path: where, node: text(where.join("-")) })),
  fc.constant<Edit>({ kind: "items", path: ["a", "c", 1], nodes: [text("1"), text("2")] }),
);

test("the order of edits does not matter", () => {
  const once = fc.uniqueArray(edit, { selector: ({ path: where }) => where.join("."), maxLength: 6 });
  fc.assert(
    fc.property(once, (edits) => {
      expect(edited(...edits.toReversed())).toEqual(edited(...edits));
    }),
  );
});

test("what no edit touches stays the same object, so that its comments and anchors do", () => {
  const before = treeOf(source);
  expect(apply(before, [])).toBe(before);
  const after = apply(before, [{ kind: "drop", path: ["a", "b"] }]);
  expect(childOf(after, "d")).toBe(childOf(before, "d"));
  expect(nodeAt(after, ["a", "c"])).toBe(nodeAt(before, ["a", "c"]));
});

test("a merge key goes with what it brings in, and stays when that stays", () => {
  const before = treeOf("x: &x { a: 1, b: 2 }\ny: { <<: *x, b: 3, c: 4 }\n");
  const merges = (edits: readonly Edit[]) => {
    const map = childOf(apply(before, edits), "y");
    return map?.kind === "map" ? map.merges?.length : undefined;
  };
  expect(merges([{ kind: "drop", path: ["y", "c"] }])).toBe(1);
  expect(merges([{ kind: "drop", path: ["y", "b"] }])).toBe(1);
  expect(merges([{ kind: "drop", path: ["y", "a"] }])).toBeUndefined();
  expect(merges([{ kind: "put", path: ["y", "a"], node: text("other") }])).toBeUndefined();
});
