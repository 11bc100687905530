import { expect, test } from "vitest";
import { createSeries } from "./series.ts";

const series = createSeries({ topicTag: "topic", tags: { site: "north", area: "", topic: "from tags" } }, "plant/1");

test("a point without tags of its own gets topic and the input's tags, sorted", () =>
  expect(series.tagsWith([])).toEqual([
    ["site", "north"],
    ["topic", "plant/1"],
  ]));

test("a point's own tags stay, save for one that is named like the topic's", () =>
  expect(
    series.tagsWith([
      ["area", "7"],
      ["site", "south"],
      ["topic", "own"],
    ]),
  ).toEqual([
    ["area", "7"],
    ["site", "south"],
    ["topic", "plant/1"],
  ]));

test("without a topic tag a tag named topic is a tag like any other", () =>
  expect(createSeries({ topicTag: "", tags: {} }, "plant/1").tagsWith([["topic", "own"]])).toEqual([["topic", "own"]]));

test("the same tags again give the same array", () => {
  const first = series.tagsWith([["host", "a"]]);
  expect(series.tagsWith([["host", "a"]])).toBe(first);
  expect(series.tagsWith([["host", "b"]])).not.toEqual(first);
  expect(series.tagsWith([["host", "a"]])).toEqual(first);
  expect(series.tagsWith([])).toBe(series.tagsWith([]));
});
