/** Chains of `extends` as long as a machine can hold, and longer: they are read or refused, with a place. */
import { expect, test } from "vitest";
import { directory, readingProject } from "../../src/read/testing/reading.ts";

test("a thousand links in one file are read", () => {
  const links = Array.from(
    { length: 1000 },
    (_, i) => `  s${i}: {extends: s${i + 1}, environment: {V${i % 50}: ${i}}}\n`,
  );
  const { at, said } = readingProject(`services:\n${links.join("")}  s1000: {image: x}\n`);
  expect(said).toEqual([]);
  expect(Object.keys(at("services", "s0", "environment") as object)).toHaveLength(50);
  expect(at("services", "s0", "environment", "V0")).toBe(0);
});

test("a chain that copies more than a machine can hold is refused", () => {
  const links = Array.from(
    { length: 1000 },
    (_, i) => `  s${i}: {extends: s${i + 1}, extra_hosts: {h${i}: 10.0.0.1}}\n`,
  );
  const { said } = readingProject(`services:\n${links.join("")}  s1000: {image: x}\n`);
  expect(said[0]).toMatch(/^error too-large compose\.yml:\d+:\d+$/);
});

test("a thousand files that extend each other are refused", () => {
  const files = Object.fromEntries(
    Array.from({ length: 1000 }, (_, i) => [`${i}.yml`, `services: {s: {extends: {file: ${i + 1}.yml, service: s}}}`]),
  );
  const { said } = readingProject("services: {a: {image: x, extends: {file: 0.yml, service: s}}}", {
    disk: Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text])),
  });
  expect(said).toEqual(["error too-many-files 99.yml:1:32"]);
});
