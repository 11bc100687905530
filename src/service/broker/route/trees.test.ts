import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "vitest";
import { isTopicFilter, isTopicName, matches } from "../../../model/topic.ts";
import { FilterTree } from "./filter-tree.ts";
import { TopicTree } from "./topic-tree.ts";

const level = fc.constantFrom("a", "b", "", "$x");
const topic = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/"))
  .filter(isTopicName);
const filter = fc
  .array(fc.oneof(level, fc.constantFrom("+", "#")), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/"))
  .filter(isTopicFilter);
const steps = fc.array(fc.tuple(fc.boolean(), filter, fc.constantFrom("ann", "ben")), { maxLength: 30 });

test("the filters found for a topic are those that match it, after any additions and removals", () => {
  fc.assert(
    fc.property(steps, topic, (changes, name) => {
      const tree = new FilterTree<string, string>();
      const plain = new Map<string, string>();
      for (const [add, one, key] of changes) {
        if (add) {
          tree.set(one, key, one);
          plain.set(`${key} ${one}`, one);
        } else {
          tree.delete(one, key);
          plain.delete(`${key} ${one}`);
        }
      }
      const found: string[] = [];
      tree.match(name, (key, one) => found.push(`${key} ${one}`));
      const expected = [...plain].filter(([, one]) => matches(one, name)).map(([key]) => key);
      assert.deepEqual(found.toSorted(), expected.toSorted());
    }),
  );
});

test("the topics found for a filter are those that it matches, after any additions and removals", () => {
  const changes = fc.array(fc.tuple(fc.boolean(), topic), { maxLength: 30 });
  fc.assert(
    fc.property(changes, filter, (all, wanted) => {
      const tree = new TopicTree<string>();
      const plain = new Set<string>();
      for (const [add, name] of all) {
        const before = add ? tree.set(name, name) : tree.delete(name);
        assert.equal(before, plain.has(name) ? name : undefined);
        if (add) plain.add(name);
        else plain.delete(name);
      }
      const found: string[] = [];
      tree.find(wanted, (name) => found.push(name));
      assert.deepEqual(found.toSorted(), [...plain].filter((name) => matches(wanted, name)).toSorted());
      const every: string[] = [];
      tree.all((name) => every.push(name));
      assert.deepEqual(every.toSorted(), [...plain].toSorted());
      for (const name of plain) assert.equal(tree.get(name), name);
    }),
  );
});
