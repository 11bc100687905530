import path from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { basename, below, dirname, normalise, relative, resolve } from "./path.ts";

const part = fc.constantFrom("a", "b.c", ".", "..", "", "d e");
const anyPath = fc
  .tuple(fc.boolean(), fc.array(part, { maxLength: 6 }))
  .map(([root, parts]) => (root ? "/" : "") + parts.join("/"));

test("paths are joined as node joins them", () => {
  fc.assert(
    fc.property(anyPath, (p) => {
      expect(resolve("/srv/stack", p)).toBe(path.posix.resolve("/srv/stack", p));
      const normal = path.posix.normalize(p);
      expect(normalise(p)).toBe(normal.length > 1 ? normal.replace(/\/$/, "") : normal);
    }),
  );
});

test.each([
  ["a/b.yml", "a", "b.yml"],
  ["b.yml", ".", "b.yml"],
  ["/b.yml", "/", "b.yml"],
])("%s lies in %s and is called %s", (p, directory, name) =>
  expect([dirname(p), basename(p)]).toEqual([directory, name]),
);

test("what is below a directory is told apart from what merely starts alike", () => {
  expect(below("/srv/a", "/srv/a/b")).toBe("b");
  expect(below("/srv/a", "/srv/ab")).toBeUndefined();
  expect(below("/", "/srv")).toBe("srv");
});

test("the way from one directory to a path leads there, and is node's", () => {
  const absolute = fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join("/")}`);
  fc.assert(
    fc.property(absolute, absolute, (from, to) => {
      const [start, end] = [normalise(from), normalise(to)];
      expect(resolve(start, relative(start, end))).toBe(end);
      expect(relative(start, end)).toBe(path.posix.relative(start, end) || ".");
    }),
  );
});
