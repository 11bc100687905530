// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
import { expect, test } from "vitest";
import { type Node, plainOf } from "../../model/node.ts";
import { Notes } from "../say/say.ts";
import { parseYaml } from "../yaml/parse.ts";
import { interpolate } from "./interpolate.ts";

function filled(text: string, variables: Readonly<Record<string, string>> = {}) {
  const notes = new Notes();
  const [tree] = parseYaml({ path: "f.yml", text }, notes) ?? [];
  const root: Node = interpolate(
    tree ?? { kind: "list", items: [], at: { file: "", line: 1, column: 1 } },
    (name) => variables[name],
    notes,
  );
  const said = notes.problems.map(({ severity, code, at }) => `${severity} ${code} ${at.line}:${at.column}`);
  return { root, value: plainOf(root), said };
}

test("values are filled wherever they stand, keys are not", () => {
  const text = "name: $A\nx-y: { $A: $A }\nl: ['$A', \"${A}\", {k: $A}]\nt: |\n  $A\nf: >-\n  $A\n";
  expect(filled(text, { A: "1" }).value).toEqual({
    name: "1",
    "x-y": { $A: "1" },
    l: ["1", "1", { k: "1" }],
    t: "1\n",
    f: "1",
  });
});

test("what is filled in is a text, and shows what a reader may take it for", () => {
  const { root } = filled("a: ${N}\nb: '${N}'\n", { N: "8080" });
  expect(root).toMatchObject({
    entries: [
      { value: { value: "8080", source: "8080", plain: true } },
      { value: { value: "8080", source: "8080", look: { quote: "single" } } },
    ],
  });
});

test("each variable that is not set is said once for each place, one that has to be set is an error", () => {
  expect(filled("a: $X $X ${Y}\nb: $X\nc: ${Z:?say it}\n").said).toEqual([
    "notice unset-variable 1:4",
    "notice unset-variable 1:4",
    "notice unset-variable 2:4",
    "error required-variable 3:4",
  ]);
});

test("what an anchor holds is filled and said once", () => {
  const { value, said } = filled("a: &a { k: $X }\nb: *a\nc: { <<: *a }\n");
  expect(said).toHaveLength(1);
  expect(value).toEqual({ a: { k: "" }, b: { k: "" }, c: { k: "" } });
});
