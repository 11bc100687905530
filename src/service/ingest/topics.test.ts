import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isTopicFilter, isTopicName, matches } from "../../model/topic.ts";
import { remember, TopicTree } from "./topics.ts";

const level = fc.constantFrom("a", "b", "", "$x");
const topic = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/"))
  .filter(isTopicName);
const filter = fc
  .array(fc.oneof(level, fc.constantFrom("+", "#")), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/"))
  .filter(isTopicFilter);

test("the tree finds just those filters that match, however many there are", () => {
  fc.assert(
    fc.property(fc.uniqueArray(filter, { maxLength: 20 }), topic, (filters, name) => {
      const tree = new TopicTree<string>();
      for (const f of filters) tree.add(f, f);
      assert.deepEqual([...tree.match(name)].sort(), filters.filter((f) => matches(f, name)).sort());
    }),
    { numRuns: 1_000 },
  );
});

test("an input with several filters that match stands in the answer once", () => {
  const tree = new TopicTree<string>();
  for (const f of ["a/#", "a/+", "a/b", "#"]) tree.add(f, "input");
  expect(tree.match("a/b")).toEqual(["input"]);
});

test("a shared subscription counts as its filter", () => {
  const tree = new TopicTree<string>();
  tree.add("$share/group/a/+", "input");
  expect([tree.match("a/b"), tree.match("$share/group/a/b")]).toEqual([["input"], []]);
});

test("what was found is remembered for as many topics as may be, and forgotten in their order", () => {
  const asked: string[] = [];
  const find = remember((name) => asked.push(name), 2);
  for (const name of ["a", "a", "b", "a", "c", "b", "a"]) find(name);
  expect(asked).toEqual(["a", "b", "c", "a"]);
  const long = "x".repeat(5_000);
  find(long);
  find(long);
  expect(asked.slice(4)).toEqual([long, long]);
});
