import fc from "fast-check";
import { expect, test } from "vitest";
import { type Mapping, type Node, nodeAt, type Path, plainOf } from "../../model/node.ts";
import { Notes } from "../../read/say/say.ts";
import { interpolate } from "../../read/tree/interpolate.ts";
import { parseYaml } from "../../read/yaml/parse.ts";
import { stackFile } from "./stack-file.ts";
import { tree } from "./testing/trees.ts";

function read(written: string): Mapping {
  const notes = new Notes();
  const [root] = parseYaml({ path: "f.yml", text: written }, notes) ?? [];
  expect(notes.problems, written).toEqual([]);
  if (root?.kind !== "map") throw new Error(`no map: ${written}`);
  return root;
}

/** Pairs of paths that lead to one anchored node. */
function sharedIn(root: Node): readonly (readonly [Path, Path])[] {
  const first = new Map<Node, Path>();
  const pairs: [Path, Path][] = [];
  const walk = (node: Node, path: Path): void => {
    const before = first.get(node);
    if (before && node.look?.anchor !== undefined) pairs.push([before, path]);
    first.set(node, before ?? path);
    if (node.kind === "list") for (const [i, item] of node.items.entries()) walk(item, [...path, i]);
    if (node.kind === "map") for (const { key, value } of node.entries) walk(value, [...path, key]);
  };
  walk(root, []);
  return pairs;
}

test("what is written is read back with the same keys and values, and written the same again", () => {
  fc.assert(
    fc.property(tree, (root) => {
      const written = stackFile(root, { dollars: "keep" });
      const back = read(written);
      expect(plainOf(back), written).toEqual(plainOf(root));
      expect(stackFile(back, { dollars: "keep" })).toBe(written);
      for (const [one, other] of sharedIn(root)) expect(nodeAt(back, one), written).toBe(nodeAt(back, other));
    }),
    { numRuns: 300 },
  );
});

test("dollars come back through the filling of variables", () => {
  fc.assert(
    fc.property(tree, (root) => {
      const written = stackFile(root);
      const notes = new Notes();
      const back = interpolate(read(written), () => "wrong", notes);
      expect(notes.problems).toEqual([]);
      expect(plainOf(back), written).toEqual(plainOf(root));
    }),
  );
});
