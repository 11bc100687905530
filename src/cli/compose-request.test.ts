import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { composeRequest } from "./compose-request.ts";

async function aDirectory(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await realpath(await mkdtemp(join(tmpdir(), "edgeward-request-")));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
  return directory;
}

const filesIn = async (files: Readonly<Record<string, string>>, environment: Readonly<Record<string, string>> = {}) => {
  const here = await aDirectory(files);
  return composeRequest({}, { here, environment }).files.map((file) => file.replace(`${here}/`, ""));
};

const looked = [
  ["yaml before yml", { "compose.yaml": "", "compose.yml": "" }, ["compose.yaml"]],
  [
    "docker-compose.yml before docker-compose.yaml",
    { "docker-compose.yaml": "", "docker-compose.yml": "" },
    ["docker-compose.yml"],
  ],
  [
    "an override by any of its names",
    { "docker-compose.yml": "", "compose.override.yaml": "" },
    ["docker-compose.yml", "compose.override.yaml"],
  ],
] as const;
test.each(looked)("where no file is named, Compose looks for %s, and so do we", async (_, files, expected) => {
  expect(await filesIn(files)).toEqual(expected);
});

test("where none lies here, it is looked for in the directories above", async () => {
  const above = await aDirectory({ "compose.yml": "" });
  const request = composeRequest({}, { here: join(above, "not/there"), environment: {} });
  expect(request.directory).toBe(above);
});

const named = [
  ["the environment", { COMPOSE_FILE: "a.yml:b.yml" }, ""],
  [".env", {}, "COMPOSE_FILE=a.yml:b.yml\n"],
  ["the environment, with a separator", { COMPOSE_FILE: "a.yml;b.yml", COMPOSE_PATH_SEPARATOR: ";" }, ""],
  ["the environment rather than .env", { COMPOSE_FILE: "a.yml:b.yml" }, "COMPOSE_FILE=c.yml\n"],
] as const;
test.each(named)("COMPOSE_FILE counts from %s", async (_, environment, dotenv) => {
  const files = { "compose.yml": "", "a.yml": "", "b.yml": "", ".env": dotenv };
  expect(await filesIn(files, environment)).toEqual(["a.yml", "b.yml"]);
});

test("-f goes before COMPOSE_FILE", async () => {
  const here = await aDirectory({});
  const environment = { COMPOSE_FILE: "a.yml" };
  expect(composeRequest({ file: ["x.yml"] }, { here, environment }).files).toEqual(["x.yml"]);
});

test("what comes from the standard input is relative to where the command runs", async () => {
  const here = await aDirectory({});
  expect(composeRequest({ file: ["-"] }, { here, environment: {} })).toMatchObject({ files: ["-"], directory: here });
});

test.each([[[""]], [["-", "-"]]])("-f %j is refused in words", async (file) => {
  const here = await aDirectory({});
  expect(() => composeRequest({ file }, { here, environment: {} })).toThrow(
    expect.objectContaining({ code: "bad-command-line" }),
  );
});

const envFiles = [
  ["in order, from where the command runs", ["a.env", "/etc/b.env"], {}, ["HERE/a.env", "/etc/b.env"]],
  ["a file called -, which is not the standard input", ["-"], {}, ["HERE/-"]],
  ["COMPOSE_ENV_FILES", [], { COMPOSE_ENV_FILES: "a.env, b.env" }, ["HERE/a.env", "HERE/b.env"]],
  ["the command line before COMPOSE_ENV_FILES", ["c.env"], { COMPOSE_ENV_FILES: "a.env" }, ["HERE/c.env"]],
  ["an empty COMPOSE_ENV_FILES, which says nothing", [], { COMPOSE_ENV_FILES: "" }, undefined],
  ["COMPOSE_DISABLE_ENV_FILE", [], { COMPOSE_DISABLE_ENV_FILE: "true" }, []],
  ["a COMPOSE_DISABLE_ENV_FILE that disables nothing", [], { COMPOSE_DISABLE_ENV_FILE: "0" }, undefined],
  ["files before COMPOSE_DISABLE_ENV_FILE", ["a.env"], { COMPOSE_DISABLE_ENV_FILE: "1" }, ["HERE/a.env"]],
] as const;
test.each(envFiles)("files of variables go by %s", async (_, envFile, environment, expected) => {
  const here = await aDirectory({});
  const request = composeRequest({ file: ["compose.yml"], envFile }, { here, environment });
  expect(request.envFiles).toEqual(expected?.map((path) => path.replace("HERE", here)));
});

test.each([
  [[""], {}, "--env-file"],
  [[], { COMPOSE_ENV_FILES: "a.env,,b.env" }, "COMPOSE_ENV_FILES"],
])("an empty name among files of variables is refused: %j %j", (envFile, environment, says) => {
  const request = () => composeRequest({ file: ["compose.yml"], envFile }, { here: "/app", environment });
  expect(request).toThrow(
    expect.objectContaining({ code: "bad-command-line", message: expect.stringContaining(says) }),
  );
});

test("COMPOSE_FILE counts from the files of variables, and then not from .env", async () => {
  const files = { "a.yml": "", "b.yml": "", ".env": "COMPOSE_FILE=b.yml\n", "x.env": "COMPOSE_FILE=a.yml\n" };
  const here = await aDirectory(files);
  expect(composeRequest({ envFile: ["x.env"] }, { here, environment: {} }).files).toEqual(["a.yml"]);
});
