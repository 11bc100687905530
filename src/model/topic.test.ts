import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { covers, isTopicFilter, isTopicName, matches } from "./topic.ts";

test.each([
  ["sensors/#", "sensors", true],
  ["sensors/#", "sensors/a/b", true],
  ["sensors/+", "sensors/a", true],
  ["sensors/+", "sensors/a/b", false],
  ["+/+", "/finance", true],
  ["+", "/finance", false],
  ["#", "$SYS/broker", false],
  ["+/broker", "$SYS/broker", false],
  ["$SYS/#", "$SYS/broker", true],
])("%s matches %s: %s", (filter, topic, expected) => expect(matches(filter, topic)).toBe(expected));

test.each([
  ["#", "a/b", true],
  ["a/#", "a", true],
  ["a/#", "a/#", true],
  ["a/+", "a/#", false],
  ["a/+", "a/+", true],
  ["a/b", "a/+", false],
  ["#", "$SYS/#", false],
  ["$SYS/#", "$SYS/#", true],
  ["$SYS/#", "$SYS/a", true],
])("%s covers %s: %s", (wide, narrow, expected) => expect(covers(wide, narrow)).toBe(expected));

test.each([
  ["a", true],
  ["", false],
  ["a/#/b", false],
  ["a#", false],
  ["+a", false],
  ["a\0", false],
  ["/", true],
])("filter %j is allowed: %s", (filter, expected) => expect(isTopicFilter(filter)).toBe(expected));

test("a name longer than 65,535 bytes of UTF-8 is refused", () => {
  assert.equal(isTopicName("ä".repeat(32_767)), true);
  assert.equal(isTopicName("ä".repeat(32_768)), false);
});

const level = fc.constantFrom("a", "b", "", "$x");
const topic = fc
  .array(level, { minLength: 1, maxLength: 4 })
  .map((levels) => levels.join("/"))
  .filter(isTopicName);
const filter = fc
  .array(fc.oneof(level, fc.constantFrom("+", "#")), { minLength: 1, maxLength: 4 })
  .map((l) => l.join("/"))
  .filter(isTopicFilter);

test("what a filter covers, it matches: covers never admits a topic that matches would refuse", () => {
  fc.assert(
    fc.property(filter, filter, topic, (wide, narrow, name) => {
      if (covers(wide, narrow) && matches(narrow, name)) assert.ok(matches(wide, name));
    }),
  );
});
