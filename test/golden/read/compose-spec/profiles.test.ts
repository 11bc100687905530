/** The Compose Specification's chapter "Profiles": which services a project has, and what may name those it has not. */
import { expect, test } from "vitest";
import { readingProject } from "../../../../src/read/testing/reading.ts";

const text = `
services:
  foo: {image: foo}
  bar: {image: bar, profiles: [test]}
  baz: {image: baz, depends_on: [bar], profiles: [test]}
  zot: {image: zot, depends_on: [bar], profiles: [debug]}
`;

test.each([
  ["no profile", [], ["foo"], ["bar", "baz", "zot"]],
  ["test", ["test"], ["foo", "bar", "baz"], ["zot"]],
  ["debug and test", ["debug", "test"], ["foo", "bar", "baz", "zot"], []],
  ["all", ["*"], ["foo", "bar", "baz", "zot"], []],
])("with %s, those services are there whose profiles are active", (_, profiles, there, gone) => {
  for (const given of [{ profiles }, { environment: { COMPOSE_PROFILES: profiles.join(",") } }]) {
    const { at, project, said } = readingProject(text, given);
    expect(Object.keys(at("services") as object)).toEqual(there);
    expect(project.services.map(({ name }) => name)).toEqual(there);
    expect(project.leftOut.map(({ value }) => value)).toEqual(gone);
    expect(said.filter((one) => one.startsWith("error"))).toEqual([]);
  }
});

test("what depends on a service that no profile brings in is an error, and names the profile's place", () => {
  const { said, project } = readingProject(text, { profiles: ["debug"] });
  expect(said).toContain("error unknown-dependency compose.yml:6:34");
  expect(project.leftOut[0]).toEqual({ value: "bar", at: { file: "compose.yml", line: 4, column: 32 } });
});

test.each(["links: [bar]", "network_mode: 'service:bar'", "volumes_from: [bar]", "ipc: 'service:bar'"])(
  "so is %s",
  (line) => {
    const { said } = readingProject(text.replace("image: foo", `image: foo, ${line}`));
    expect(said.filter((one) => one.startsWith("error"))).toHaveLength(1);
  },
);

test("a dependency that is not required may be left out", () => {
  const { said } = readingProject(
    text.replace("image: foo", "image: foo, depends_on: {bar: {condition: service_started, required: false}}"),
  );
  expect(said.filter((one) => one.startsWith("error"))).toEqual([]);
});

test("profiles of the command line go in place of those of the environment", () => {
  const { project } = readingProject(text, { profiles: ["test"], environment: { COMPOSE_PROFILES: "debug" } });
  expect(project.leftOut.map(({ value }) => value)).toEqual(["zot"]);
});

test("everything else of the file stays, and what is wrong with a service that is left out does not matter", () => {
  const { at, said } = readingProject(
    "services: {foo: {image: x}, bar: {networks: [none], profiles: [p]}}\nnetworks: {n: }\nvolumes: {v: }",
  );
  expect(said).toEqual(["notice profile compose.yml:1:64"]);
  expect(at()).toEqual({ services: { foo: { image: "x" } }, networks: { n: null }, volumes: { v: null } });
});
