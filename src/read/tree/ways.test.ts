import { expect, test } from "vitest";
import { type Mapping, nodeAt, plainOf, textAt } from "../../model/node.ts";
import { Notes } from "../say/say.ts";
import { parseYaml } from "../yaml/parse.ts";
import { rewrite, waysOf } from "./ways.ts";

function tree(text: string): Mapping {
  const [root] = parseYaml({ path: "a.yml", text }, new Notes()) ?? [];
  if (root?.kind !== "map") throw new Error("no map");
  return root;
}

const ways = waysOf<"loud">({ "services.*.user": "loud", "services.*.dns.[]": "loud" });
const loud = (root: Mapping) =>
  rewrite(root, ways, (_, node) => (node.kind === "scalar" ? textAt(node.source.toUpperCase(), node.at) : node));

test("what stands at the end of a way is changed, and nothing else", () => {
  const after = loud(
    tree("services: {web: {user: a, dns: [b], group: c, x: d}, db: {group: e, user: {f: g}}}\nuser: h\n"),
  );
  expect(plainOf(after)).toEqual({
    services: { web: { user: "A", dns: ["B"], group: "c", x: "d" }, db: { group: "e", user: { f: "g" } } },
    user: "h",
  });
});

test("a tree in which nothing changes is the same object, and so is each part that does not", () => {
  const same = tree("services: {web: {x: 1}}\n");
  expect(loud(same)).toBe(same);
  const before = tree("services: {web: {x: 1}, db: {user: a}}\n");
  expect(nodeAt(loud(before), ["services", "web"])).toBe(nodeAt(before, ["services", "web"]));
});

test("what aliases share stays shared, and a map's entries are those that it merges in", () => {
  const after = loud(
    tree("services:\n  a: &a {user: x, dns: &d [y]}\n  b: *a\n  c: {<<: *a, group: z}\n  d: {dns: *d}\n"),
  );
  const at = (...path: (string | number)[]) => nodeAt(after, ["services", ...path]);
  expect(at("b")).toBe(at("a"));
  expect(at("d", "dns")).toBe(at("a", "dns"));
  const [a, c] = [at("a"), at("c")];
  if (a?.kind !== "map" || c?.kind !== "map") throw new Error("no map");
  expect(c.merges?.[0]).toBe(a);
  expect(c.entries.find(({ key }) => key === "user")).toBe(a.entries[0]);
});
