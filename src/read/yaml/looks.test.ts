// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { expect, test } from "vitest";
import { childOf, entryOf, type List, type Mapping, type Node, nodeAt } from "../../model/node.ts";
import { Notes } from "../say/say.ts";
import { interpolate } from "../tree/interpolate.ts";
import { parseYaml } from "./parse.ts";

function read(text: string): Mapping {
  const notes = new Notes();
  const [root] = parseYaml({ path: "f.yml", text }, notes) ?? [];
  expect(notes.problems).toEqual([]);
  if (root?.kind !== "map") throw new Error("no map");
  return root;
}

function mapIn(root: Mapping, key: string): Mapping {
  const child = childOf(root, key);
  if (child?.kind !== "map") throw new Error(`no map ${key}`);
  return child;
}

function listIn(root: Mapping, key: string): List {
  const child = childOf(root, key);
  if (child?.kind !== "list") throw new Error(`no list ${key}`);
  return child;
}

test("a licence at the head and words at the end belong to the document", () => {
  const root = read("# Apache-2.0\n#\n# us\n\nservices: {}\nvolumes: {}\n\n# the end\n");
  expect(root.look).toEqual({ above: " Apache-2.0\n \n us\n", below: "\n the end" });
  expect(read("a: 1\n# end\n").look).toEqual({ below: " end" });
  expect(read("# a\n---\n# b\na: 1\n...\n# c\n").look).toEqual({ above: " a\n b", below: " c" });
});

test("comments and blank lines above a key stay with the key", () => {
  const root = read("a: 1\n\n# one\n\n#two\nb: 2\nc: 3\n\nd: 4\n");
  expect(entryOf(root, "b")?.look).toEqual({ gap: true, above: " one\n\ntwo" });
  expect(entryOf(root, "c")?.look).toBeUndefined();
  expect(entryOf(root, "d")?.look).toEqual({ gap: true });
});

test.each([
  ["a: 1 # x", "a"],
  ["a: 'q' # x\nb: 1", "a"],
  ["a: # x\n  b: 1", "a"],
  ["a: # x\n  - b", "a"],
  ["a: # x\n- b", "a"],
  ["a: [1, 2] # x", "a"],
  ["a: {b: 1} # x", "a"],
  ["a: | # x\n  t\nb: 1", "a"],
  ["a: # x\nb: 1", "a"],
  ["y: &y 1\na: *y # x", "a"],
])("a comment in the line of %j is that entry's", (text, key) => {
  expect(entryOf(read(text), key)?.look).toEqual({ beside: " x" });
});

test("comments at the end of a block are told apart from those of the next key by their indentation", () => {
  const root = read("a:\n  b:\n    c: 1\n    # in b\n  # in a\n# of d\nd: 1\n");
  expect(mapIn(mapIn(root, "a"), "b").look).toEqual({ below: " in b" });
  expect(mapIn(root, "a").look).toEqual({ below: " in a" });
  expect(entryOf(root, "d")?.look).toEqual({ above: " of d" });
});

test("items of lists have their comments", () => {
  const list = listIn(read("a:\n  # one\n  - x # two\n\n  - k: 1 # three\n    l: 2\n  # end\n"), "a");
  expect(list.items.map(({ look }) => look)).toEqual([{ above: " one", beside: " two" }, { gap: true }]);
  expect(list.look).toEqual({ below: " end" });
  expect(nodeAt(list, [1])).toMatchObject({ entries: [{ look: { beside: " three" } }, {}] });
});

test("no comment is lost, wherever it stands", () => {
  const text = `# 1
a: # 2
  # 3
  - x # 4
  # 5
  -
    # 6
    b: [ # 7
      1, # 8
      # 9
      2 ]
c: &c { # 10
  d: e } # 11
f:
  <<: *c # 12
  # 13
g: # 14
  *c # 15
h: | # 16
  # text
i:
  - *c # 17
  # 18
# 19
`;
  const said = JSON.stringify(read(text)).match(/ (\d+)(?=\\n|")/g);
  expect(new Set(said?.map(Number))).toEqual(new Set(Array.from({ length: 19 }, (_, i) => i + 1)));
});

test("quotes, blocks, brackets and anchors are kept", () => {
  const root = read("a: 'x'\nb: \"x\"\nc: |\n  x\nd: >\n  x\ne: [x]\nf: &f {x: 1}\ng: x\n");
  const looks = root.entries.map(({ value }) => value.look);
  expect(looks).toEqual([
    { quote: "single" },
    { quote: "double" },
    { quote: "literal" },
    { quote: "folded" },
    { flow: true },
    { flow: true, anchor: "f" },
    undefined,
  ]);
  expect(childOf(root, "g")).toMatchObject({ plain: true });
  expect(childOf(root, "a")).not.toHaveProperty("plain");
});

const shared = "x: &x\n  a: $A\n  b: 1\ny: *x\nz:\n  <<: [*x]\n  c: ${A}\n";

test.each([
  ["as read", (root: Node) => root],
  ["with variables filled", (root: Node) => interpolate(root, () => "v", new Notes())],
])("what an alias or `<<` brings in is the same object, %s", (_, through) => {
  const root = through(read(shared));
  if (root.kind !== "map") throw new Error("no map");
  const [x, z] = [mapIn(root, "x"), mapIn(root, "z")];
  expect(childOf(root, "y")).toBe(x);
  expect(z.merges?.[0]).toBe(x);
  expect(z.entries.slice(1).every((entry, i) => entry === x.entries[i])).toBe(true);
  expect(z.entries.map(({ key }) => key)).toEqual(["c", "a", "b"]);
});

test("what has no variable in it stays the same object when variables are filled", () => {
  const root = read("# head\na: [1, 2]\nb: $B # beside\n");
  const filled = interpolate(root, () => "v", new Notes());
  expect(filled).toMatchObject({ look: { above: " head" } });
  if (filled.kind !== "map") throw new Error("no map");
  expect(filled.entries[0]).toBe(root.entries[0]);
  expect(filled.entries[1]).toMatchObject({
    look: { beside: " beside" },
    value: { value: "v", source: "v", plain: true },
  });
});
