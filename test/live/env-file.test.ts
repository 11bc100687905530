/** `--env-file` as a person writes it: from another directory than the stack's, with the built program, and for each command. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventually, freePort, ran } from "./a-stack.ts";

/** As it is installed: Node by itself would take the option for its own. */
const program = fileURLToPath(new URL("../../bin/edgeward", import.meta.url));

const broker = `services:
  mosquitto:
    image: eclipse-mosquitto:\${TAG:?which one}
    ports: ["\${MQTT_PORT:?which port}:1883"]
    volumes: ["./mosquitto.conf:/mosquitto/config/mosquitto.conf:ro"]
`;

async function aProject() {
  const here = await mkdtemp(join(tmpdir(), "edgeward-env-"));
  await mkdir(join(here, "stack"));
  const files = {
    "stack/compose.yml": broker,
    "stack/mosquitto.conf": "listener 1883\nallow_anonymous true\n",
    "stack/.env": "TAG=of-dotenv\nMQTT_PORT=1\n",
    "a.env": `TAG=of-a\nMQTT_PORT=${await freePort()}\n`,
    "b.env": "TAG=of-b\n",
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(here, name), text);
  const edgeward = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    ran(program, args, here, { PATH: process.env.PATH ?? "", ...environment });
  return { here, edgeward, [Symbol.asyncDispose]: () => rm(here, { recursive: true, force: true }) };
}

const stack = ["-f", "stack/compose.yml"];
const both = ["--env-file", "a.env", "--env-file", "b.env"];

test("files of variables go in place of .env, later ones over earlier ones, named on the command line or in COMPOSE_ENV_FILES", async () => {
  await using project = await aProject();
  const image = async (args: readonly string[], environment = {}) => {
    const { out, err } = await project.edgeward(["convert", ...stack, "-o", "-", ...args], environment);
    return /image: (\S+)/.exec(out)?.[1] ?? err;
  };
  assert.equal(await image([]), "eclipse-mosquitto:of-dotenv");
  assert.equal(await image(both), "eclipse-mosquitto:of-b");
  assert.equal(await image([], { COMPOSE_ENV_FILES: "b.env,a.env" }), "eclipse-mosquitto:of-a");
  assert.equal(await image(both, { TAG: "of-shell" }), "eclipse-mosquitto:of-shell");
  assert.match(await image([], { COMPOSE_DISABLE_ENV_FILE: "1" }), /TAG/);
});

test("a file of variables may be a pipe, or any file that is no program's own", async () => {
  await using project = await aProject();
  await writeFile(join(project.here, "odd.env"), "NODE_OPTIONS=--no-such-option\n");
  const line = `${program} convert -f stack/compose.yml -o - --env-file odd.env --env-file <(cat a.env b.env)`;
  const { status, out } = await ran("bash", ["-c", line], project.here, { PATH: process.env.PATH ?? "" });
  assert.deepEqual([status, /image: (\S+)/.exec(out)?.[1]], [0, "eclipse-mosquitto:of-b"]);
});

test("hardened, the project has its files of variables with it", async () => {
  await using project = await aProject();
  const { status, err } = await project.edgeward(["harden", ...stack, ...both, "-o", "out"]);
  assert.deepEqual([status, status === 0 ? "" : err], [0, ""]);
  expect(await readdir(join(project.here, "out"))).toEqual(expect.arrayContaining(["a.env", "b.env", "stack"]));
});

test.each(["plan", "convert -o s.yml", "harden -o out", "up", "ps", "logs", "verify", "down"])(
  "%s does nothing where a file of variables is missing",
  async (command) => {
    await using project = await aProject();
    const line = [...command.split(" "), ...stack, "--env-file", "a.env", "--env-file", "none.env"];
    const { status, err } = await project.edgeward(line);
    assert.deepEqual([status, /none\.env/.test(err)], [2, true], err);
    assert.deepEqual((await readdir(project.here)).toSorted(), ["a.env", "b.env", "stack"]);
  },
);

test("what is up in the background reads the same variables, and can be looked at and taken down with them", async () => {
  await using project = await aProject();
  const { edgeward, here } = project;
  try {
    const up = await edgeward(["up", "-d", "--no-verify", ...stack, ...both]);
    assert.equal(up.status, 0, up.out + up.err);
    const again = /npx edgeward (ps .*)/.exec(up.err)?.[1]?.split(" ") ?? [];
    assert.equal(again.filter((word) => word === "--env-file").length, 2);
    assert.match((await edgeward(again)).out, /mosquitto/);
    const pid = async () =>
      JSON.parse(await readFile(join(here, "stack/.edgeward/state.json"), "utf8")).processes.mosquitto?.pid;
    const before = await pid();
    process.kill(before, "SIGKILL");
    // Whoever watches has read the same project: the broker comes back, as it was.
    await eventually("a new broker", async () => ((await pid()) ?? before) !== before);
    // A broker alone has nobody to hear its messages: not all of it can be known.
    assert.equal((await edgeward(["verify", ...stack, ...both])).status, 3);
    assert.equal((await edgeward(["logs", ...stack, ...both])).status, 0);
  } finally {
    const down = await edgeward(["down", ...stack, ...both, "--volumes", "--keys"]);
    assert.equal(down.status, 0, down.err);
  }
});
