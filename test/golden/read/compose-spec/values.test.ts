// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
/** The Compose Specification's chapters "Fragments", "Extension", "Interpolation", "Version and name". */
import { expect, test } from "vitest";
import { directory, readingProject } from "../../../../src/read/testing/reading.ts";

const errors = (said: readonly string[]) => said.filter((one) => one.startsWith("error"));

test("an anchor stands for the same value wherever its alias stands", () => {
  const { at, project, said } = readingProject(
    "services:\n  a: {image: x, environment: &env [A, B]}\n  b: {image: y, environment: *env}\nvolumes:\n  v: &v {driver: default}\n  w: *v\n",
  );
  expect(errors(said)).toEqual([]);
  expect([at("services", "b", "environment"), at("volumes", "w")]).toEqual([["A", "B"], { driver: "default" }]);
  const [a, b] = project.services.map(({ map }) => map.entries.find(({ key }) => key === "environment")?.value);
  expect(a).toBe(b);
});

test("a merge key brings in what its map does not say itself", () => {
  const { at } = readingProject(
    "services:\n  a: {image: x, environment: &env {A: 1, B: 2}}\n  b: {image: y, environment: {<<: *env, B: 3, C: 4}}\n",
  );
  expect(at("services", "b", "environment")).toEqual({ B: 3, C: 4, A: 1 });
});

test("extension fields share whole blocks, and stay where they are", () => {
  const { at, said } = readingProject(
    "x-env: &env\n  environment: [A, B]\nservices:\n  a: {<<: *env, image: x, x-mine: 1}\n  b: {<<: *env, image: y}\n",
  );
  expect(errors(said)).toEqual([]);
  expect(at("x-env")).toEqual({ environment: ["A", "B"] });
  expect(at("services", "a")).toEqual({ image: "x", "x-mine": 1, environment: ["A", "B"] });
});

test("tags in an anchor hold wherever its alias stands", () => {
  const { at } = readingProject({
    "a.yml": "services: {a: {image: x, ports: ['1:1']}, b: {image: x, ports: ['1:1']}}",
    "b.yml": "x-none: &none {ports: !reset []}\nservices: {a: {<<: *none}, b: *none}",
  });
  expect(at("services")).toEqual({ a: { image: "x" }, b: { image: "x" } });
});

test.each([
  ["$TAG", "1"],
  ["${TAG}", "1"],
  ["${EMPTY:-d}", "d"],
  ["${EMPTY-d}", ""],
  ["${NONE-d}", "d"],
  ["${NONE:-${TAG}}", "1"],
  ["${NONE:-${NONE:-d}}", "d"],
  ["${TAG:+y}", "y"],
  ["${NONE+y}", ""],
  ["$$TAG", "$TAG"],
])("%s becomes %s", (written, value) => {
  const { at, said } = readingProject(`services: {a: {image: x, user: '${written}'}}`, {
    environment: { TAG: "1", EMPTY: "" },
  });
  expect(errors(said)).toEqual([]);
  expect(at("services", "a", "user")).toBe(value);
});

test("variables are filled before files are merged, in values and never in keys", () => {
  const { at } = readingProject(
    {
      "a.yml": "services: {a: {image: x, ports: ['${PORT}:80'], labels: {'$PORT': a}}}",
      "b.yml": "services: {a: {ports: ['8080:80'], labels: ['$PORT=b']}}",
    },
    { environment: { PORT: "8080" } },
  );
  expect(at("services", "a")).toEqual({ image: "x", ports: ["8080:80"], labels: { $PORT: "a", "8080": "b" } });
});

test.each([
  ["the last of the files", { "a.yml": "name: one\nservices: {a: {image: x}}", "b.yml": "name: two" }, {}, "two"],
  ["COMPOSE_PROJECT_NAME", { "a.yml": "name: one\nservices: {a: {image: x}}" }, { COMPOSE_PROJECT_NAME: "Env" }, "env"],
  ["a variable", { "a.yml": "name: $WHO\nservices: {a: {image: x}}" }, { WHO: "me" }, "me"],
  [
    "x-edgeward, where there is no other",
    { "a.yml": "x-edgeward: {name: ours}\nservices: {a: {image: x}}" },
    {},
    "ours",
  ],
  ["name, before x-edgeward", { "a.yml": "x-edgeward: {name: ours}\nname: one\nservices: {a: {image: x}}" }, {}, "one"],
  ["the directory", { "a.yml": "services: {a: {image: x}}" }, {}, "stack"],
])("the project is named by %s, and files may use its name", (_, texts, environment, name) => {
  const { project, at, said } = readingProject(
    { ...texts, "last.yml": "services: {a: {user: $COMPOSE_PROJECT_NAME}}" },
    { environment },
  );
  expect(errors(said)).toEqual([]);
  expect([project.name, at("services", "a", "user")]).toEqual([name, name]);
});

test.each(["2", "2.4", "3", "3.8", "3.9", "7"])("version %s makes no difference", (version) => {
  const { said } = readingProject(`version: "${version}"\nservices: {a: {image: x, mem_limit: 1g, scale: 1}}`);
  expect(errors(said)).toEqual([]);
});

test("a project knows its directory, and its files as they were named", () => {
  const { project } = readingProject({
    "sub/a.yml": "services: {a: {image: x}}",
    "b.yml": "services: {b: {image: x}}",
  });
  expect([project.directory, project.files]).toEqual([directory, ["sub/a.yml", "b.yml"]]);
});
