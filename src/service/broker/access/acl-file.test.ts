import assert from "node:assert/strict";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isTopicFilter } from "../../../model/topic.ts";
import { readAclFile } from "./acl-file.ts";

test("users, topics and patterns are read, with and without an access word, with blanks in filter and name", () => {
  const text =
    "# comment\nuser ann lee\ntopic read a/#\r\ntopic b/+\n\n  topic write with blanks/x\npattern read %u/%c\nuser ben\ntopic deny c\nuser ann lee\ntopic d\n";
  const { users, patterns, problems } = readAclFile("acl", text);
  expect(problems).toEqual([]);
  expect([...users]).toEqual([
    [
      "ann lee",
      [
        { access: "read", filter: "a/#" },
        { access: "readwrite", filter: "b/+" },
        { access: "write", filter: "with blanks/x" },
        { access: "readwrite", filter: "d" },
      ],
    ],
    ["ben", [{ access: "deny", filter: "c" }]],
  ]);
  expect(patterns).toEqual([{ access: "read", filter: "%u/%c" }]);
});

test("every wrong line is named by its number; rules for anonymous clients are a notice", () => {
  const { users, patterns, problems } = readAclFile(
    "acl",
    "topic read x\nuser\nuser ann\ntopic\ntopic often y\ntopic read a/#/b\npattern\nallow z\n",
  );
  expect(problems.map(({ severity, at }) => `${severity} ${at.line}`)).toEqual([
    "notice 1",
    "error 2",
    "error 4",
    "error 5",
    "error 6",
    "error 7",
    "error 8",
  ]);
  expect([[...users], patterns]).toEqual([[["ann", []]], []]);
});

test("no text makes the reader fail, and every rule it accepts has a topic filter", () => {
  const piece = fc.constantFrom("user ", "topic ", "pattern ", "read ", "deny ", "\n", "a/#", "#", "+", " ", "%u");
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string()), { maxLength: 20 }), (pieces) => {
      const { users, patterns } = readAclFile("f", pieces.join(""));
      for (const { filter } of [...[...users.values()].flat(), ...patterns]) assert.ok(isTopicFilter(filter));
    }),
  );
});
