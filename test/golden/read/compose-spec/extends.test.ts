/** Files → the services that they make, for each rule of the Compose Specification's section "extends". */
import { expect, test } from "vitest";
import { directory, type Given, readingProject } from "../../../../src/read/testing/reading.ts";

const disk = (files: Readonly<Record<string, string>>): Given => ({
  disk: Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text])),
});

/** What becomes of service `a`, without a word. */
function extended(text: string, files: Readonly<Record<string, string>> = {}): unknown {
  const { at, said } = readingProject(text, disk(files));
  expect(said).toEqual([]);
  return at("services", "a");
}

test.each([
  ["a name alone", "extends: b"],
  ["a map", "extends: {service: b}"],
])("%s names a service of the same file", (_, written) => {
  expect(extended(`services: {a: {${written}, user: c}, b: {image: x, user: b, tty: true}}`)).toEqual({
    image: "x",
    user: "c",
    tty: true,
  });
});

test("maps merge, lists are appended to, volumes and devices are told apart by target", () => {
  const text = `
services:
  b: {image: x, environment: {TZ: utc, PORT: 80}, security_opt: [one], cap_add: [CHOWN], volumes: ['old:/data:rw'], devices: ['/dev/a:/dev/x']}
  a: {extends: b, environment: [PORT=8080], security_opt: [two], cap_add: [KILL, CHOWN], volumes: ['new:/data:ro'], devices: ['/dev/b:/dev/x']}
volumes: {old: , new: }
`;
  expect(extended(text)).toEqual({
    image: "x",
    environment: { TZ: "utc", PORT: "8080" },
    security_opt: ["one", "two"],
    cap_add: ["CHOWN", "KILL"],
    volumes: ["new:/data:ro"],
    devices: ["/dev/b:/dev/x"],
  });
});

test("chains are followed to their end, whichever service comes first", () => {
  expect(extended("services: {a: {extends: b}, b: {extends: c, user: b}, c: {image: x, user: c, tty: true}}")).toEqual({
    image: "x",
    user: "b",
    tty: true,
  });
});

test("a command, an entrypoint and a check are replaced", () => {
  const text =
    "services: {b: {image: x, command: [b], healthcheck: {test: [CMD, b]}}, a: {extends: b, command: [a], healthcheck: {test: [CMD, a]}}}";
  expect(extended(text)).toEqual({ image: "x", command: ["a"], healthcheck: { test: ["CMD", "a"] } });
});

test("what a service depends on is inherited too, and has to be there", () => {
  const text = "services: {b: {image: x, depends_on: [c]}, c: {image: x}, a: {extends: b}}";
  expect(extended(text)).toEqual({ image: "x", depends_on: ["c"] });
  const { said } = readingProject(
    "services: {a: {extends: {file: b.yml, service: b}}}",
    disk({
      "b.yml": "services: {b: {image: x, depends_on: [c], links: [d], network_mode: 'service:e'}, c: {image: x}}",
    }),
  );
  expect(said).toEqual([
    "error unknown-dependency b.yml:1:39",
    "error unknown-dependency b.yml:1:51",
    "error unknown-dependency b.yml:1:69",
  ]);
});

test("!override and !reset hold for what is extended", () => {
  const text =
    "services: {b: {image: x, ports: ['1:1'], depends_on: [c], user: b}, c: {image: x}, a: {extends: b, ports: !override ['2:2'], user: !reset null}}";
  expect(extended(text)).toEqual({ image: "x", depends_on: ["c"], ports: ["2:2"] });
});

test("tags of the extended service have done their work there", () => {
  const text =
    "services: {c: {image: x, ports: ['1:1']}, b: {extends: c, ports: !override ['2:2']}, a: {extends: b, ports: ['3:3']}}";
  expect(extended(text)).toEqual({ image: "x", ports: ["2:2", "3:3"] });
  const { at } = readingProject({
    "a.yml": "services: {a: {image: y, ports: ['4:4']}}",
    "b.yml": "services: {b: {image: x, ports: !override ['2:2']}, a: {extends: b}}",
  });
  expect(at("services", "a", "ports")).toEqual(["4:4", "2:2"]);
});

test("what another file resets there is not inherited", () => {
  const files = {
    "b.yml": "services: {b: {image: x, command: !reset y, ports: !override ['1:1'], dns: [!reset 1.1.1.1, 8.8.8.8]}}",
  };
  expect(extended("services: {a: {extends: {file: b.yml, service: b}, ports: ['2:2']}}", files)).toEqual({
    image: "x",
    ports: ["1:1", "2:2"],
    dns: ["8.8.8.8"],
  });
});

test("relative paths of another file start at its own directory, and so does a further file that it names", () => {
  const files = {
    "base/b.yml":
      "services: {b: {extends: {file: ../more/c.yml, service: c}, volumes: ['./d:/d', '/e:/e', '~/f:/f', 'gas:/g'], env_file: b.env}}",
    "more/c.yml":
      "services: {c: {build: {context: ., args: [A]}, label_file: [c.labels], develop: {watch: [{path: src, action: rebuild}]}}}",
    "base/b.env": "A=1",
    "more/c.labels": "l=1",
  };
  const text = "services: {a: {extends: {file: base/b.yml, service: b}, volumes: ['./h:/h']}}\nvolumes: {gas: }\n";
  const { at, project, said } = readingProject(text, { ...disk(files), environment: { HOME: "/home/me" } });
  expect(said).toEqual([]);
  expect(at("services", "a")).toEqual({
    build: { context: "./more", args: ["A"] },
    label_file: ["./more/c.labels"],
    develop: { watch: [{ path: "./more/src", action: "rebuild" }] },
    volumes: ["./base/d:/d", "/e:/e", "~/f:/f", "gas:/g", "./h:/h"],
    env_file: "./base/b.env",
  });
  expect(project.services[0]?.envFiles.map(({ path, variables }) => [path, variables[0]?.value])).toEqual([
    [`${directory}/base/b.env`, "1"],
  ]);
  expect(project.services[0]?.labelFiles.map(({ path }) => path)).toEqual([`${directory}/more/c.labels`]);
});

test("each value knows the file that it came from, and variables are filled there too", () => {
  const { project, problems } = readingProject(
    "services: {a: {extends: {file: b.yml, service: b}}}",
    disk({ "b.yml": "services:\n  b:\n    image: x\n    user: $WHO\n    usr: x\n" }),
  );
  expect(problems.map(({ code, at }) => `${code} ${at.file}:${at.line}:${at.column}`)).toEqual([
    "unset-variable b.yml:4:11",
    "unknown-key b.yml:5:5",
  ]);
  expect(project.services[0]?.map.entries.map(({ keyAt }) => keyAt.file)).toEqual(["b.yml", "b.yml", "b.yml"]);
});

test("a file may extend a service of its own, and one of the main file", () => {
  const files = { "b.yml": "services: {b: {extends: c}, c: {extends: {file: compose.yml, service: d}}}" };
  const text = "services: {a: {extends: {file: b.yml, service: b}}, d: {image: x}}";
  expect(extended(text, { ...files, "compose.yml": text })).toEqual({ image: "x" });
});

test.each([
  ["a service that is not there", "services: {a: {extends: z, image: x}}", "unknown-service compose.yml:1:25"],
  ["a map without a service", "services: {a: {extends: {file: b.yml}, image: x}}", "missing-key compose.yml:1:25"],
  ["a list of services", "services: {a: {extends: [b], image: x}}", "wrong-type compose.yml:1:25"],
  [
    "a file that is not there",
    "services: {a: {extends: {file: z.yml, service: b}, image: x}}",
    "unreadable-file compose.yml:1:32",
  ],
  [
    "a service that is not in the file",
    "services: {a: {extends: {file: b.yml, service: z}, image: x}}",
    "unknown-service compose.yml:1:48",
  ],
  ["a file with an error", "services: {a: {extends: {file: bad.yml, service: b}, image: x}}", "yaml bad.yml:1:11"],
  [
    "a file without services",
    "services: {a: {extends: {file: none.yml, service: b}, image: x}}",
    "unknown-service compose.yml:1:51",
  ],
  ["itself", "services: {a: {extends: a, image: x}}", "extends-cycle compose.yml:1:16"],
  [
    "itself by way of another",
    "services: {a: {extends: b, image: x}, b: {extends: a}}",
    "extends-cycle compose.yml:1:43",
  ],
  [
    "itself by way of files",
    "services: {a: {extends: {file: one.yml, service: a}, image: x}}",
    "extends-cycle two.yml:1:16",
  ],
  ["a service of an earlier file", "services: {a: {extends: later, image: x}}", "unknown-service compose.yml:1:25"],
])("%s is said where it stands, with a remedy", (_, text, said) => {
  const read = readingProject(
    text,
    disk({
      "b.yml": "services: {b: {image: x}}",
      "bad.yml": "services: [",
      "none.yml": "x-a: 1",
      "one.yml": "services: {a: {extends: {file: two.yml, service: a}}}",
      "two.yml": "services: {a: {extends: {file: one.yml, service: a}}}",
    }),
  );
  expect(read.said).toEqual([`error ${said}`]);
  expect(read.problems[0]?.remedy).toMatch(/^.{8,}[.?]$/);
});

test("a circle is told with all that are in it", () => {
  const { problems } = readingProject("services: {a: {extends: b, image: x}, b: {extends: c}, c: {extends: a}}");
  expect(problems.map(({ what }) => what)).toEqual(["the services extend each other in a circle: a → b → c → a"]);
});
