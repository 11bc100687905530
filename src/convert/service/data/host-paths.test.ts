import { expect, test } from "vitest";
import { aView } from "../../testing/view.ts";
import { rebased } from "./host-paths.ts";

test.each([
  ["./conf/a", "/srv/stack", "./conf/a"],
  ["./conf/a", "/srv", "./stack/conf/a"],
  ["./conf/a", "/srv/out", "../stack/conf/a"],
  ["../a", "/srv/stack/deploy", "../../a"],
  [".", "/srv/stack/deploy", ".."],
  ["conf", "/srv/stack/conf", "."],
  ["/etc/a", "/srv/out", "/etc/a"],
  ["~/a", "/srv/out", "~/a"],
  ["./a", "/", "./srv/stack/a"],
])("%s, seen from %s, is %s", (path, outputDirectory, expected) => {
  expect(rebased(path, aView("services: {}", { outputDirectory }))).toBe(expected);
});
