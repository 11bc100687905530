/** The house as its documents describe it: what they promise is held against the tree. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "vitest";

const root = new URL("..", import.meta.url).pathname;
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" }).filter((name) =>
  name.endsWith(".ts"),
);
const product = sources.filter((name) => !name.endsWith(".test.ts") && !name.includes("/testing/"));
const text = (name: string) => readFileSync(join(root, name), "utf8");

test("the stages in docs/flow.md are the rooms of src, and the files it points at are there", () => {
  const flow = text("docs/flow.md");
  const stages = [...flow.matchAll(/^\| (\w+) \|.*\|$/gm)]
    .map((match) => match[1])
    .filter((stage) => stage !== "stage");
  const rooms = readdirSync(join(root, "src")).filter((name) => statSync(join(root, "src", name)).isDirectory());
  assert.deepEqual(stages.toSorted(), rooms.filter((room) => room !== "model").toSorted());
  for (const [, path] of flow.matchAll(/`(src\/[\w/.-]+)`/g)) assert.ok(existsSync(join(root, path ?? "")), path);
});

test("no product file is longer than 250 lines, and no test longer than 400", () => {
  const limit = (name: string) => (product.includes(name) ? 250 : 400);
  const long = sources.filter((name) => text(`src/${name}`).trimEnd().split("\n").length > limit(name));
  assert.deepEqual(long, []);
});

test("the pure rooms read no clock, no environment and no randomness", () => {
  const impure =
    /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bprocess\.|\bperformance\.now\b|\bglobalThis\b|\bsetTimeout\b/;
  const guilty = product.filter(
    (name) => /^(model|compose|read|convert|harden|plan|report)\//.test(name) && impure.test(code(`src/${name}`)),
  );
  assert.deepEqual(guilty, []);
});

test("no room is called utils, lib or common, and no file only passes on what others export", () => {
  assert.deepEqual(
    product.filter((name) => /(^|\/)(utils?|lib|common|helpers?)(\/|\.ts)/.test(name)),
    [],
  );
  assert.deepEqual(
    product.filter((name) => /^export (\*|\{[^}]*\}) from/m.test(text(`src/${name}`))),
    [],
  );
});

test("every decision that a document points at is there", () => {
  for (const name of readdirSync(join(root, "docs/decisions"))) {
    for (const [, link] of text(`docs/decisions/${name}`).matchAll(/\]\(([\w-]+\.md)\)/g)) {
      assert.ok(existsSync(join(root, "docs/decisions", link ?? "")), `${name} points at ${link}`);
    }
  }
});

/** Without comments: they may speak of clocks. */
function code(name: string): string {
  return text(name).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
}
