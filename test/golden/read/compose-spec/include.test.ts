// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these texts are templates of compose, not of JavaScript
/** Files → the tree that they make together, for each rule of the Compose Specification's chapter "Include". */
import { expect, test } from "vitest";
import { directory, type Given, readingProject } from "../../../../src/read/testing/reading.ts";

const disk = (files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}): Given => ({
  disk: Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text])),
  environment,
});

const main = (include: string) => `include: ${include}\nservices: {a: {image: x, depends_on: [b]}}\n`;

test.each([
  ["a path", "[sub/b.yml]"],
  ["a map with a path", "[{path: sub/b.yml}]"],
  ["a map with a list of paths", "[{path: [sub/b.yml]}]"],
])("%s brings in services, networks, volumes, secrets, configs and models", (_, include) => {
  const b = `
name: other
x-mine: 1
services: {b: {image: y, networks: [n], volumes: ['vol:/v'], secrets: [s], configs: [c], models: [m]}}
networks: {n: }
volumes: {vol: }
secrets: {s: {file: s.txt}}
configs: {c: {file: ./c.txt}}
models: {m: {model: x}}
`;
  const { at, project, said } = readingProject(main(include), disk({ "sub/b.yml": b }));
  expect(said).toEqual([]);
  expect(project.name).toBe("stack");
  expect(at()).toEqual({
    services: {
      a: { image: "x", depends_on: ["b"] },
      b: { image: "y", networks: ["n"], volumes: ["vol:/v"], secrets: ["s"], configs: ["c"], models: ["m"] },
    },
    networks: { n: null },
    volumes: { vol: null },
    secrets: { s: { file: "./sub/s.txt" } },
    configs: { c: { file: "./sub/c.txt" } },
    models: { m: { model: "x" } },
  });
});

test("a file may do nothing but include", () => {
  const { at, said } = readingProject("include: [b.yml]\n", disk({ "b.yml": "services: {b: {image: y}}" }));
  expect(said).toEqual([]);
  expect(at()).toEqual({ services: { b: { image: "y" } } });
});

test("relative paths start at the included file's directory", () => {
  const b = `
services:
  b:
    build: .
    env_file: [b.env, {path: c.env, required: false}]
    volumes: ['./d:/d', '../e:/e', '/f:/f', '~/g:/g', {type: bind, source: h, target: /h}, 'vol:/i']
  c: {build: {context: https://example.org/c.git, additional_contexts: {a: ./a, b: docker-image://b, c: 'service:b'}}}
  d: {build: {dockerfile: Dockerfile.d}}
  e: {image: y, x-edgeward: {role: agent, collect: {records: {topic: t, from: ./r, layout: l.json}, lines: {topic: u, command: [sh, ./run.sh]}}}}
volumes:
  vol: {driver: local, driver_opts: {type: none, o: bind, device: ./data}}
`;
  const { at, project, said } = readingProject("include: [sub/b.yml]", {
    ...disk({ "sub/b.yml": b, "sub/b.env": "A=1" }, { HOME: "/home/me" }),
  });
  expect(said).toEqual([]);
  expect(at("services")).toEqual({
    b: {
      build: "./sub",
      env_file: ["./sub/b.env", { path: "./sub/c.env", required: false }],
      volumes: ["./sub/d:/d", "./e:/e", "/f:/f", "~/g:/g", { type: "bind", source: "./sub/h", target: "/h" }, "vol:/i"],
    },
    c: {
      build: {
        context: "https://example.org/c.git",
        additional_contexts: { a: "./sub/a", b: "docker-image://b", c: "service:b" },
      },
    },
    d: { build: { context: "./sub", dockerfile: "Dockerfile.d" } },
    e: {
      image: "y",
      "x-edgeward": {
        role: "agent",
        collect: {
          records: { topic: "t", from: "./sub/r", layout: "./sub/l.json" },
          lines: { topic: "u", command: ["sh", "./sub/run.sh"] },
        },
      },
    },
  });
  expect(at("volumes", "vol", "driver_opts", "device")).toBe("./sub/data");
  expect(project.services[0]?.envFiles.map(({ path, text }) => [path, text])).toEqual([
    [`${directory}/sub/b.env`, "A=1"],
    [`${directory}/sub/c.env`, undefined],
  ]);
});

test("absolute paths, home directories and names of others stay as they are", () => {
  const b = `
services:
  b: {build: /abs, env_file: [/abs.env, ~/home.env], volumes_from: ['container:other'], label_file: /abs.labels}
  c: {build: {context: git@example.org:c.git, ssh: [default, 'key=./id', 'other=/id']}, volumes: [{type: volume, source: vol, target: /v}]}
volumes: {vol: {driver: other, driver_opts: {o: bind, device: ./data}}}
secrets: {s: {file: ~/s.txt}, t: {file: /t.txt}, u: {environment: U}}
`;
  const { at } = readingProject("include: [sub/b.yml]", disk({ "sub/b.yml": b }, { HOME: "/home/me" }));
  expect(at("services")).toEqual({
    b: {
      build: "/abs",
      env_file: ["/abs.env", "~/home.env"],
      volumes_from: ["container:other"],
      label_file: "/abs.labels",
    },
    c: {
      build: { context: "git@example.org:c.git", ssh: ["default", "key=./sub/id", "other=/id"] },
      volumes: [{ type: "volume", source: "vol", target: "/v" }],
    },
  });
  expect(at("volumes", "vol", "driver_opts", "device")).toBe("./data");
  expect(at("secrets")).toEqual({ s: { file: "~/s.txt" }, t: { file: "/t.txt" }, u: { environment: "U" } });
});

test("project_directory is where they start instead, and where .env is looked for", () => {
  const files = {
    "sub/b.yml": "services: {b: {image: 'y:$TAG', volumes: ['./d:/d'], extends: {file: c.yml, service: c}}}",
    "c.yml": "services: {c: {user: me}}",
    ".env": "TAG=1",
    "sub/.env": "TAG=2",
  };
  const { at, said } = readingProject(main("[{path: sub/b.yml, project_directory: .}]"), disk(files));
  expect(said).toEqual([]);
  expect(at("services", "b")).toEqual({ user: "me", image: "y:1", volumes: ["./d:/d"] });
});

test("a path outside of the project's directory starts at it all the same", () => {
  const { at } = readingProject(main("[../b.yml]"), {
    disk: { "/srv/b.yml": "services: {b: {image: y, volumes: ['./d:/d']}}" },
  });
  expect(at("services", "b", "volumes")).toEqual(["../d:/d"]);
});

test.each([
  ["its own .env", "[sub/b.yml]", {}, "y:own"],
  ["the environment before that", "[sub/b.yml]", { TAG: "process" }, "y:process"],
  ["a file that env_file names", "[{path: sub/b.yml, env_file: one.env}]", {}, "y:one"],
  ["of two the last", "[{path: sub/b.yml, env_file: [one.env, two.env]}]", {}, "y:two"],
  ["none", "[{path: sub/b.yml, env_file: /dev/null}]", {}, "y:unset"],
])("variables come from %s", (_, include, environment, image) => {
  const files = {
    "sub/b.yml": "services: {b: {image: 'y:${TAG:-unset}'}}",
    "sub/.env": "TAG=own",
    "one.env": "TAG=one",
    "two.env": "TAG=two",
  };
  const { at, said } = readingProject(main(include), disk(files, environment));
  expect(said).toEqual([]);
  expect(at("services", "b", "image")).toBe(image);
});

test("the main file's .env goes before an included one, and the other way round nothing leaks", () => {
  const files = {
    ".env": "A=main",
    "sub/.env": "A=sub\nB=sub",
    "sub/b.yml": "services: {b: {image: x, user: '$A$B', environment: [B, C]}}",
  };
  const { at } = readingProject("include: [sub/b.yml]\nservices: {a: {image: x, user: '${B:-none}'}}", disk(files));
  expect([at("services", "a", "user"), at("services", "b", "user")]).toEqual(["none", "mainsub"]);
  expect(at("services", "b", "environment")).toEqual(["B=sub", "C"]);
});

test("a variable may stand in a path", () => {
  const { said } = readingProject(
    main("['${WHERE:?}/b.yml']"),
    disk({ "sub/b.yml": "services: {b: {image: y}}" }, { WHERE: "sub" }),
  );
  expect(said).toEqual([]);
});

test("an included file may include, each from its own directory", () => {
  const files = {
    "one/b.yml": "include: [../two/c.yml]\nservices: {b: {image: y, links: [c]}}",
    "two/c.yml": "include: [three/d.yml]\nservices: {c: {image: y, volumes: ['./c:/c']}}",
    "two/three/d.yml": "services: {d: {image: y, volumes: ['./d:/d']}}",
  };
  const { at, said } = readingProject(main("[one/b.yml]"), disk(files));
  expect(said).toEqual([]);
  expect(Object.keys(at("services") as object)).toEqual(["a", "b", "c", "d"]);
  expect([at("services", "c", "volumes"), at("services", "d", "volumes")]).toEqual([
    ["./two/c:/c"],
    ["./two/three/d:/d"],
  ]);
});

test("later paths of a list go over the first, and start at its directory", () => {
  const files = {
    "sub/b.yml": "services: {b: {image: y, ports: ['1:1'], user: b}}",
    "over.yml": "services: {b: {ports: !override ['2:2'], volumes: ['./d:/d']}}",
  };
  const { at, said } = readingProject(main("[{path: [sub/b.yml, over.yml]}]"), disk(files));
  expect(said).toEqual([]);
  expect(at("services", "b")).toEqual({ image: "y", ports: ["2:2"], user: "b", volumes: ["./sub/d:/d"] });
});

test("a service may extend an included one", () => {
  const text = "include: [b.yml]\nservices: {a: {extends: b, user: me}}";
  expect(readingProject(text, disk({ "b.yml": "services: {b: {image: y}}" })).at("services", "a")).toEqual({
    image: "y",
    user: "me",
  });
});

test("a resource that two files define goes over the included one, and a person is told of both places", () => {
  const text = "include: [b.yml]\nservices:\n  b: {image: z, ports: ['2:2'], environment: !override [A=1]}\n";
  const { at, problems } = readingProject(
    text,
    disk({ "b.yml": "services: {b: {image: y, user: me, ports: ['1:1'], environment: [B=1]}}" }),
  );
  expect(at("services", "b")).toEqual({ image: "z", user: "me", ports: ["1:1", "2:2"], environment: ["A=1"] });
  expect(problems).toMatchObject([{ severity: "notice", code: "include-conflict", at: { line: 3, column: 3 } }]);
  expect(problems[0]?.what).toContain("b.yml:1");
});

test("what two files define alike is no conflict", () => {
  const files = {
    "b.yml": "include: [c.yml]\nnetworks: {n: {driver: overlay, internal: true}}",
    "c.yml": "services: {b: {image: y}}\nnetworks: {n: {internal: true, driver: overlay}}",
  };
  const text = "include: [b.yml, c.yml]\nservices: {a: {image: x}}\nnetworks: {n: {internal: true, driver: overlay}}";
  expect(readingProject(text, disk(files)).said).toEqual([]);
});

test("an included service can be taken away, and a later -f goes over it", () => {
  const files = { "b.yml": "services: {b: {image: y}, c: {image: y}}" };
  const { at, said } = readingProject(
    {
      "compose.yml": "include: [b.yml]\nservices: {a: {image: x}, b: !reset null}",
      "over.yml": "services: {c: {image: z}}",
    },
    disk(files),
  );
  expect(said).toEqual([]);
  expect(at("services")).toEqual({ a: { image: "x" }, c: { image: "z" } });
});

test.each([
  ["a file that is not there", "[z.yml]", "unreadable-file compose.yml:1:11"],
  ["a directory", "[.]", "unreadable-file compose.yml:1:11"],
  ["an environment file that is not there", "[{path: b.yml, env_file: z.env}]", "unreadable-file compose.yml:1:35"],
  ["a map without a path", "[{env_file: z.env}]", "missing-key compose.yml:1:11"],
  ["a misspelt key", "[{path: b.yml, env_files: z.env}]", "unknown-key compose.yml:1:25"],
  ["a text for a list", "b.yml", "wrong-type compose.yml:1:10"],
  ["a number", "[5]", "wrong-type compose.yml:1:11"],
  ["a file elsewhere", "['https://example.org/b.git']", "remote-file compose.yml:1:11"],
  ["itself", "[compose.yml]", "include-cycle compose.yml:1:11"],
  ["itself by way of others", "[one.yml]", "include-cycle two.yml:1:11"],
  ["a file with an error", "[bad.yml]", "yaml bad.yml:1:11"],
  ["a list for a file", "[list.yml]", "not-compose list.yml:1:1"],
  ["an empty file", "[empty.yml]", "empty-file empty.yml:1:1"],
  ["a variable that has to be set", "[needs.yml]", "required-variable needs.yml:1:23"],
  ["a bad value", "[value.yml]", "bad-port value.yml:1:34"],
])("%s is said where it stands, with a remedy", (_, include, said) => {
  const text = `include: ${include}\nservices: {a: {image: x}}\n`;
  const read = readingProject(
    text,
    disk({
      "compose.yml": text,
      "b.yml": "services: {b: {image: y}}",
      "one.yml": "include: [two.yml]",
      "two.yml": "include: [one.yml]",
      "bad.yml": "services: [",
      "list.yml": "[a]",
      "empty.yml": "",
      "needs.yml": "services: {b: {image: '${TAG:?}'}}",
      "value.yml": "services: {b: {image: y, ports: [x]}}",
    }),
  );
  expect(read.said).toEqual([`error ${said}`]);
  expect(read.problems[0]?.remedy).toMatch(/^.{8,}[.?]$/);
});

test("a file that includes itself under another name is found out", () => {
  const { problems } = readingProject(
    { "../else/c.yml": "include: [sub/b.yml]\nservices: {a: {image: x}}" },
    disk({ "sub/b.yml": "include: [../sub/b.yml]" }),
  );
  expect(problems.map(({ what }) => what)).toEqual([
    "the files include each other in a circle: ../else/sub/b.yml → ../else/sub/b.yml",
  ]);
});

test("fifty includes are asked for at once, and never twice", () => {
  const names = Array.from({ length: 50 }, (_, i) => `m${i}/c.yml`);
  const files = Object.fromEntries(names.map((name, i) => [name, `services: {s${i}: {image: x, env_file: e.env}}`]));
  const envs = Object.fromEntries(names.map((_, i) => [`m${i}/e.env`, "A=1"]));
  const { asked, said, project } = readingProject(`include: [${names.join(", ")}]`, disk({ ...files, ...envs }));
  expect(said).toEqual([]);
  expect(project.services).toHaveLength(50);
  expect(asked.map((round) => round.length)).toEqual([1, 100, 50]);
  expect(new Set(asked.flat()).size).toBe(asked.flat().length);
});

test("files that include each other twice at each of many levels are read once", () => {
  const files = Object.fromEntries(
    Array.from({ length: 25 }, (_, i) => [
      `${i}.yml`,
      `include: [${i + 1}.yml, ./${i + 1}.yml]\nservices: {s${i}: {image: x}}`,
    ]),
  );
  const { said, project } = readingProject(
    main("[0.yml]").replace("b]", "s0]"),
    disk({ ...files, "25.yml": "volumes: {v: }" }),
  );
  expect(said).toEqual([]);
  expect(project.services).toHaveLength(26);
});
