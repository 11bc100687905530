import { expect, test } from "vitest";
import { nodeAt } from "../model/node.ts";
import { aService, directory, readingProject } from "./testing/reading.ts";

test("a service tells its role, its zone, what it fills and what is waived", () => {
  const { project, said } = readingProject(
    `${aService("    x-edgeward:\n      role: broker\n      zone: core\n      fills: data\n      waivers: {privileged: it drives the crane}\n")}volumes: {data: }\nx-edgeward: {zones: {lab: node.labels.site == lab, plant: [node.role != manager, 'engine.labels.x==y']}}\n`,
  );
  expect(said).toEqual([]);
  expect(project.services).toMatchObject([
    {
      name: "web",
      role: "broker",
      roleFrom: "x-edgeward.role",
      zone: { value: "core", at: { line: 6 } },
      fills: [{ value: "data" }],
      waivers: [{ name: "privileged", reason: "it drives the crane", at: { line: 8, column: 17 } }],
    },
  ]);
  expect(project.services[0]?.map).toBe(nodeAt(project.root, ["services", "web"]));
  expect(project.zones.map(({ name, constraints }) => [name, constraints.map(({ value }) => value)])).toEqual([
    ["lab", ["node.labels.site == lab"]],
    ["plant", ["node.role != manager", "engine.labels.x==y"]],
  ]);
});

test("the local engine's notices are not a project's", () => {
  const { said } = readingProject(
    aService("    build: .\n    healthcheck: {test: [CMD, x]}\n    x-edgeward: {zone: core}\n"),
  );
  expect(said).toEqual([]);
});

test.each([
  [
    "a waiver without a reason",
    aService("    x-edgeward: {waivers: {privileged: }}\n"),
    "missing-reason compose.yml:4:28",
  ],
  ["an empty reason", aService("    x-edgeward: {waivers: {privileged: ' '}}\n"), "missing-reason compose.yml:4:28"],
  ["a misspelt waiver", aService("    x-edgeward: {waivers: {privilegd: why}}\n"), "unknown-waiver compose.yml:4:28"],
  ["a list of waivers", aService("    x-edgeward: {waivers: [privileged]}\n"), "wrong-type compose.yml:4:27"],
  ["a volume that nobody defines", aService("    x-edgeward: {fills: [data]}\n"), "undefined-volume compose.yml:4:26"],
  ["a misspelt key of a service", aService("    x-edgeward: {zones: core}\n"), "unknown-key compose.yml:4:18"],
  ["a misspelt key at the top", `${aService("")}x-edgeward: {zone: core}\n`, "unknown-key compose.yml:4:14"],
  ["no constraint", `${aService("")}x-edgeward: {zones: {lab: site lab}}\n`, "bad-constraint compose.yml:4:27"],
  [
    "a constraint on nothing",
    `${aService("")}x-edgeward: {zones: {lab: node.site == lab}}\n`,
    "bad-constraint compose.yml:4:27",
  ],
  ["an empty zone", `${aService("")}x-edgeward: {zones: {lab: }}\n`, "bad-constraint compose.yml:4:22"],
  ["a name that cannot be", `${aService("")}x-edgeward: {name: My Stack}\n`, "bad-name compose.yml:4:20"],
  ["an env_file that is not there", aService("    env_file: web.env\n"), "unreadable-file compose.yml:4:15"],
  ["a label_file that is not there", aService("    label_file: [web.labels]\n"), "unreadable-file compose.yml:4:18"],
  ["a config that is not defined", aService("    configs: [c]\n"), "undefined-config compose.yml:4:15"],
  ["a model that is not defined", aService("    models: [m]\n"), "undefined-model compose.yml:4:14"],
  ["a secret of a build", aService("    build: {context: ., secrets: [s]}\n"), "undefined-secret compose.yml:4:35"],
  ["a link to nothing", aService("    links: ['db:d']\n"), "unknown-dependency compose.yml:4:13"],
  ["a namespace of nothing", aService("    pid: service:db\n"), "unknown-dependency compose.yml:4:10"],
  ["volumes from nothing", aService("    volumes_from: [db:ro]\n"), "unknown-dependency compose.yml:4:20"],
  ["a link to itself", aService("    links: [web]\n"), "dependency-cycle compose.yml:4:13"],
  [
    "networks besides a network mode",
    aService("    network_mode: host\n    networks: [default]\n"),
    "network-mode compose.yml:5:15",
  ],
  [
    "a limit and another one",
    aService("    mem_limit: 1g\n    deploy: {resources: {limits: {memory: 1000m}}}\n"),
    "conflict compose.yml:4:16",
  ],
  [
    "a number of containers and another one",
    aService("    scale: 2\n    deploy: {replicas: 3}\n"),
    "conflict compose.yml:4:12",
  ],
  ["two Dockerfiles", aService("    build: {dockerfile: a, dockerfile_inline: FROM x}\n"), "conflict compose.yml:4:47"],
  ["nothing to run", "services: {web: {restart: always}}\n", "no-image compose.yml:1:12"],
  ["no services", "networks: {n: }\n", "no-services compose.yml:1:1"],
])("%s is said where it stands, with a remedy", (_, text, said) => {
  const read = readingProject(text);
  expect(read.said).toEqual([`error ${said}`]);
  expect(read.problems[0]?.remedy).toMatch(/^.{8,}[.?]$/);
});

test.each([
  "    mem_limit: 1g\n    deploy: {resources: {limits: {memory: 1024m}}}\n",
  "    cpus: 0.5\n    deploy: {resources: {limits: {cpus: '0.50', memory: 1g}}}\n",
  "    container_name: cc\n    deploy: {replicas: 1}\n",
])("two keys that say the same are fine: %j", (body) => expect(readingProject(aService(body)).said).toEqual([]));

test("volumes of a container from elsewhere need no service", () => {
  expect(readingProject(aService("    volumes_from: ['container:other:ro']\n")).said).toEqual([]);
});

test("one name for several containers is a notice: a swarm names them itself", () => {
  const { said } = readingProject(aService("    container_name: cc\n    scale: 2\n"));
  expect(said).toEqual(["notice conflict compose.yml:4:21"]);
});

test("a file of variables is read once for all services that name it, unless their own variables matter", () => {
  const services = Array.from(
    { length: 50 },
    (_, i) => `  s${i}: {image: x, env_file: [e.env, p.env], environment: [ME=s${i}]}\n`,
  );
  const { project, said } = readingProject(`services:\n${services.join("")}`, {
    disk: { [`${directory}/e.env`]: "A=1\nB='$A'\n", [`${directory}/p.env`]: `WHO=$ME\nPLAIN="a b"\n` },
  });
  expect(said).toEqual([]);
  const [first, second] = project.services;
  expect(first?.envFiles[0]?.variables).toBe(second?.envFiles[0]?.variables);
  expect(first?.envFiles[0]?.variables.map(({ name, value }) => `${name}=${value}`)).toEqual(["A=1", "B=$A"]);
  expect([first, second].map((service) => service?.envFiles[1]?.variables[0]?.value)).toEqual(["s0", "s1"]);
});

test("raw files are taken as they stand, and a file that need not be there may be missing", () => {
  const { project, said } = readingProject(
    aService(
      "    env_file:\n      - {path: r.env, format: raw}\n      - {path: none.env, required: false}\n    label_file: l.env\n",
    ),
    { disk: { [`${directory}/r.env`]: "A='$B'\n", [`${directory}/l.env`]: "one=1\ntwo=$one\n" } },
  );
  expect(said).toEqual([]);
  const [web] = project.services;
  expect(web?.envFiles.map(({ variables }) => variables.map(({ value }) => value))).toEqual([["'$B'"], []]);
  expect(web?.labelFiles[0]?.variables.map(({ value }) => value)).toEqual(["1", "1"]);
});

test("a role may be told from an env file", () => {
  const { project } = readingProject("services: {web: {image: my/app, env_file: e.env}}", {
    disk: { [`${directory}/e.env`]: "GF_SERVER_ROOT_URL=x\n" },
  });
  expect(project.services[0]).toMatchObject({ role: "dashboard", roleFrom: "environment GF_SERVER_ROOT_URL" });
});

test("with a file missing, nothing is said of what it may have brought", () => {
  const { said } = readingProject("include: [z.yml]\nservices: {web: {image: x, depends_on: [db], networks: [n]}}");
  expect(said).toEqual(["error unreadable-file compose.yml:1:11"]);
});

test("what no file changes are the same objects as in the file", () => {
  const { project } = readingProject({
    "a.yml": "services:\n  web: &w # mine\n    image: nginx\n    ports: ['1:1']\n  db: {<<: *w}\n",
    "b.yml": "services: {app: {image: x}}\n",
  });
  const [web, db] = project.services;
  expect(db?.map.merges?.[0]).toBe(web?.map);
  expect(db?.map.entries[0]).toBe(web?.map.entries[0]);
});

test("a merge key survives a later file where nothing of it changes, and goes where something does", () => {
  const base = "x-base: &b {restart: always, user: me}\nservices: {a: {<<: *b, image: x}, c: {<<: *b, image: x}}\n";
  const { project } = readingProject({ "a.yml": base, "b.yml": "services: {a: {tty: true}, c: {user: you}}" });
  const [a, c] = project.services.map(({ map }) => map);
  expect(a?.merges?.[0]).toBe(nodeAt(project.root, ["x-base"]));
  expect(a?.entries.map(({ key }) => key)).toEqual(["image", "restart", "user", "tty"]);
  expect(c?.merges).toBeUndefined();
});

test("what was merged has no anchor: its aliases stand for what was not", () => {
  const { project } = readingProject({
    "a.yml": "services: {a: {image: x, environment: &e {A: 1}}, b: {image: x, environment: *e}}",
    "b.yml": "services: {a: {environment: {B: 2}}}",
  });
  const at = (name: string) => nodeAt(project.root, ["services", name, "environment"])?.look?.anchor;
  expect([at("a"), at("b")]).toEqual([undefined, "e"]);
});

test("a waiver that is misspelt gets the name that was meant, and all that there are", () => {
  const { problems } = readingProject(aService("    x-edgeward: {waivers: {docker_sock: why, any: why}}\n"));
  const [near, far] = problems.map(({ remedy }) => remedy);
  expect(near).toMatch(/^Did you mean `docker-socket`\? .*`devices`.*`systempaths`/);
  expect(far).toMatch(/^What can be waived: `devices`.*`systempaths`/);
});
