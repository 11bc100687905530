import { expect, test } from "vitest";
import { isNull, type Node } from "../../../model/node.ts";
import { Notes } from "../../say/say.ts";
import { parseYaml } from "../../yaml/parse.ts";
import { mergeFiles } from "./merge.ts";

const plain = (node: Node): unknown => {
  if (node.kind === "list") return node.items.map(plain);
  if (node.kind === "map") return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
  return isNull(node) ? null : node.value;
};

function merged(...texts: readonly string[]) {
  const notes = new Notes();
  const trees = texts.flatMap((text, i) => parseYaml({ path: `${i}.yml`, text }, notes) ?? []);
  const maps = trees.filter((tree) => tree.kind === "map");
  const tree = maps.reduce((earlier, later) => mergeFiles(earlier, later, notes));
  const services = (plain(tree) as { services: Record<string, unknown> }).services;
  return { service: services.a, problems: notes.problems, tree };
}
const service = (body: string) => `services: { a: ${body} }`;

test.each([
  ["single values are replaced", "{ image: x }", "{ image: y }", { image: "y" }],
  ["what only one file has is kept", "{ image: x }", "{ restart: always }", { image: "x", restart: "always" }],
  ["an empty value changes nothing", "{ image: x }", "{ image: }", { image: "x" }],
  ["a command is replaced", "{ command: [a, b] }", "{ command: [c] }", { command: ["c"] }],
  ["lists grow", "{ ports: ['1:1'] }", "{ ports: ['2:2'] }", { ports: ["1:1", "2:2"] }],
  [
    "environment merges by name in either form",
    "{ environment: [A=1, B=2] }",
    "{ environment: { B: 3, C: } }",
    { environment: { A: "1", B: 3, C: null } },
  ],
  [
    "dependencies merge in either form",
    "{ depends_on: [b] }",
    "{ depends_on: { c: { condition: x } } }",
    { depends_on: { b: { condition: "service_started", required: true }, c: { condition: "x" } } },
  ],
  [
    "a single env_file is a list of one",
    "{ env_file: a.env }",
    "{ env_file: [b.env] }",
    { env_file: ["a.env", "b.env"] },
  ],
  ["!override stands alone", "{ ports: ['1:1'] }", "{ ports: !override ['2:2'] }", { ports: ["2:2"] }],
  ["!reset takes the key away", "{ image: x, ports: ['1:1'] }", "{ ports: !reset [] }", { image: "x" }],
])("%s", (_, earlier, later, expected) => {
  const { service: result, problems } = merged(service(earlier), service(later));
  expect(result).toEqual(expected);
  expect(problems).toEqual([]);
});

test("a map over a list is an error at the later one, which names the earlier one", () => {
  const { problems } = merged(service("{ ports: ['1:1'] }"), service("{ ports: { a: 1 } }"));
  expect(problems.map(({ code, at, what }) => [code, at.file, what])).toEqual([
    ["bad-merge", "1.yml", "`services.a.ports` is a map here, but a list in 0.yml:1"],
  ]);
});

test("a value keeps the place that it has in its own file", () => {
  const { tree } = merged("services:\n  a:\n    image: x\n", "services:\n  a:\n    image: y\n");
  const find = (node: Node | undefined, key: string) =>
    node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
  expect(find(find(find(tree, "services"), "a"), "image")?.at).toEqual({ file: "1.yml", line: 3, column: 12 });
});
