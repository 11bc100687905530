import assert from "node:assert/strict";
import { test } from "vitest";
import { anInput } from "../testing/an-ingest.ts";
import { filtersOf } from "./filters.ts";

test.each<[readonly (readonly string[])[], readonly string[]]>([
  [
    [["a/#"], ["a/+/b", "c"]],
    ["a/#", "c"],
  ],
  [[["a"], ["a"]], ["a"]],
  [
    [["a/+"], ["+/b"]],
    ["a/+", "+/b"],
  ],
])("for inputs with %j is subscribed to %j", (topics, filters) => {
  assert.deepEqual(filtersOf(topics.map((some) => anInput({ topics: some }))), filters);
});
