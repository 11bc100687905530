import { expect, test } from "vitest";
import { aService, directory, reading, readingOne } from "./testing/reading.ts";

test("the process's environment goes before .env", () => {
  const given = { environment: { TAG: "2" }, disk: { [`${directory}/.env`]: "TAG=1\nNAME=nginx\n" } };
  expect(readingOne("services: {web: {image: '$NAME:$TAG'}}", given).web.image?.value).toBe("nginx:2");
});

test("a second file goes over the first, and each value knows its own", () => {
  const { stack, said } = reading({
    "a.yml": `${aService("    ports: ['80:80']\n    environment: [A=1, B=1]\n    volumes: ['./x:/x']\n")}`,
    "sub/b.yml":
      "services:\n  web:\n    image: caddy\n    ports: ['81:81', '80:80']\n    environment: {B: 2}\n    volumes: ['./y:/x:ro']\n",
  });
  const [web] = stack.services;
  expect(said).toEqual([]);
  expect(web?.image).toEqual({ value: "caddy", at: { file: "sub/b.yml", line: 3, column: 12 } });
  expect(web?.ports.map(({ published, at }) => `${published} ${at.file}`)).toEqual(["80 sub/b.yml", "81 sub/b.yml"]);
  expect(web?.environment.map(({ name, value, at }) => `${name}=${value} ${at.file}:${at.line}`)).toEqual([
    "A=1 a.yml:5",
    "B=2 sub/b.yml:5",
  ]);
  expect(web?.mounts).toEqual([
    {
      kind: "bind",
      source: `${directory}/y`,
      target: "/x",
      readOnly: true,
      at: { file: "sub/b.yml", line: 6, column: 15 },
    },
  ]);
  expect(stack.files).toEqual(["a.yml", "sub/b.yml"]);
});

test("problems of several files come file by file, in the order of -f", () => {
  const { said } = reading({ "z.yml": aService("    prots: []\n"), "a.yml": "services:\n  web:\n    imge: x\n" });
  expect(said).toEqual(["error unknown-key z.yml:4:5", "error unknown-key a.yml:3:5"]);
});

test("anchors and merge keys are resolved, and what is wrong with them is said for each service", () => {
  const { stack, said } = reading(
    "x-base: &base\n  image: nginx\n  ports: ['x']\nservices:\n  a:\n    <<: *base\n  b: *base\n",
  );
  expect(stack.services.map(({ image }) => image?.at.line)).toEqual([2, 2]);
  expect(said).toEqual(["error bad-port compose.yml:3:11", "error bad-port compose.yml:3:11"]);
});

test("syntax errors of all files are told, and nothing is guessed from the rest", () => {
  const { said, stack } = reading({
    "a.yml": "a:\n\tb: 1",
    "b.yml": "services: [",
    "c.yml": aService("    prots: 1\n"),
  });
  expect(said).toEqual(["error yaml a.yml:2:1", "error yaml b.yml:1:11"]);
  expect(stack.services).toEqual([]);
});

test.each([
  ["the command line", { projectName: "p", environment: { COMPOSE_PROJECT_NAME: "e" } }, "p"],
  ["COMPOSE_PROJECT_NAME", { environment: { COMPOSE_PROJECT_NAME: "e" } }, "e"],
  ["the file", {}, "f"],
])("the project's name is taken from %s", (_, given, name) => {
  expect(reading(`name: f\n${aService("")}`, given).stack.name).toBe(name);
});

test("a project without a name is called like its directory", () =>
  expect(reading(aService("")).stack.name).toBe("stack"));

test("a service whose profile is active is there, and one that depends on a missing one says why", () => {
  const text = `${aService("    profiles: [debug]\n")}  app:\n    image: x\n    depends_on: [web]\n`;
  expect(reading(text, { environment: { COMPOSE_PROFILES: "a,debug" } }).stack.services).toHaveLength(2);
  const { said, problems } = reading(text);
  expect(said).toEqual(["notice profile compose.yml:4:16", "error unknown-dependency compose.yml:7:18"]);
  expect(problems[1]?.what).toContain("profile");
});

test("includes and extends are the local engine's too, each path from its own directory", () => {
  const disk = {
    [`${directory}/sub/b.yml`]:
      "services: {broker: {image: eclipse-mosquitto, extends: {file: base/c.yml, service: c}, volumes: ['./mosquitto.conf:/mosquitto/config/mosquitto.conf']}}",
    [`${directory}/sub/base/c.yml`]: "services: {c: {env_file: c.env, ports: ['1883:1883']}}",
    [`${directory}/sub/base/c.env`]: "A=1\n",
    [`${directory}/sub/mosquitto.conf`]: "listener 1883\n",
  };
  const { stack, said } = reading(`include: [sub/b.yml]\n${aService("    depends_on: [broker]\n")}`, { disk });
  expect(said).toEqual([]);
  const broker = stack.services.find(({ name }) => name === "broker");
  expect(broker).toMatchObject({
    role: "broker",
    ports: [{ published: 1883, at: { file: "sub/base/c.yml" } }],
    environment: [{ name: "A", value: "1", at: { file: "sub/base/c.env" } }],
    mounts: [{ source: `${directory}/sub/mosquitto.conf`, at: { file: "sub/b.yml" } }],
    configs: [{ path: "sub/mosquitto.conf" }],
  });
});

test("!reset, !override and profiles of the command line count for the local engine", () => {
  const { stack } = reading(
    {
      "a.yml": aService("    ports: ['1:1']\n    command: x\n"),
      "b.yml": "services: {web: {ports: !override ['2:2'], command: !reset null, profiles: [p]}}",
    },
    { profiles: ["p"] },
  );
  expect(stack.services[0]?.ports.map(({ published }) => published)).toEqual([2]);
  expect(stack.services[0]?.command).toBeUndefined();
});
