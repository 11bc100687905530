/**
 * examples/tig on two hosts: hardened, converted and deployed as a person would, with Debian's mosquitto and influxd, and Edgeward as the
 * agent on the worker and in Telegraf's place. What the machine measured is read back on the other host, and nobody else reads it.
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { distribute } from "../../src/engine/images/distribute.ts";
import { aLab, cache, ran, until } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { influxdbImage, mosquittoImage } from "./images/brokers.ts";
import { edgewardImage } from "./images/edgeward.ts";
import { aSwarm, engineOf, says, tasksOf } from "./tig/a-swarm.ts";

const reason = cannotRun();
const lab = aLab(`tig-${process.pid.toString(36)}`);
const { signal } = new AbortController();
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stack = "plant";

interface Answers {
  readonly database: { readonly status: number; readonly text: string };
  readonly stranger: { readonly status: number; readonly text: string };
  readonly wrong: { readonly status: number };
  readonly broker?: number;
  readonly anonymous?: number;
}

describe.skipIf(reason)(`a tig stack on two hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  let directory = "";
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "edgeward-tig-"));
    for (const from of ["../../examples/tig", "./tig"]) cpSync(at(from), directory, { recursive: true });
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    const pins = ["mosquitto", "influxdb"].map((service) => `edgeward.pin.${stack}.${service}=true`);
    await aSwarm(lab, { manager: pins, "worker-1": ["edgeward.zone=device"] });
    const images = [
      mosquittoImage("eclipse-mosquitto:2.0"),
      influxdbImage("influxdb:1.8"),
      edgewardImage("edgeward:lab"),
    ];
    for (const image of images) await lab.docker("manager", "load", "-q", "-i", await image);
    await using manager = await engineOf(lab, "manager", signal);
    await using worker = await engineOf(lab, "worker-1", signal);
    await distribute("edgeward:lab", manager, worker, signal);
    await deploy(directory);
  });
  afterAll(async () => {
    await lab.edgeward("down");
    rmSync(directory, { recursive: true, force: true });
  });

  test("the agent runs where the machine is, and nothing else does", async () => {
    const running = async () => (await tasksOf(lab, stack)).filter(({ state }) => state === "Running");
    await until(async () => (await running()).length === 4);
    const placed = (await running()).map(({ service, node }) => `${service} ${node}`);
    assert.deepEqual(placed.toSorted(), [
      "agent worker-1",
      "influxdb manager",
      "mosquitto manager",
      "telegraf manager",
    ]);
  });

  test("what it measures is in the database on the other host", async () => {
    await says(lab, `${stack}_telegraf`, /^healthy: 2 inputs, [1-9]/);
    assert.match(await says(lab, `${stack}_agent`, /^healthy: connected, [1-9]/), /0 waiting|sent/);
  });

  test("whoever may reads it, and a stranger gets in nowhere", async () => {
    await aTask(directory, "asks");
    const answers = JSON.parse(await says(lab, `${stack}_asks`, /^\{"database"/)) as Answers;
    assert.equal(answers.database.status, 200, answers.database.text);
    assert.match(answers.database.text, /"edge-1"/, "tagged with the host that the agent runs on");
    assert.match(answers.database.text, /sensors\/host/);
    assert.deepEqual([answers.stranger.status, answers.wrong.status], [401, 401]);
    assert.doesNotMatch(answers.stranger.text, /sensors/);
    // 0: accepted; 5: not authorised. Without the first, a broker that refuses everybody would pass.
    assert.deepEqual([answers.broker, answers.anonymous], [0, 5]);
  });
});

/** As docs/convert.md has it for whoever keeps to plain docker. */
async function deploy(directory: string): Promise<void> {
  const files = ["-f", join(directory, "docker-compose.yml"), "-f", join(directory, "lab.yml")];
  await edgeward("harden", ...files, "-o", directory, "--force");
  const file = join(directory, "stack.yml");
  await edgeward("convert", ...files, "-p", stack, "-o", file);
  await lab.docker("manager", "stack", "deploy", "--resolve-image", "never", "--detach", "-c", file, stack);
}

/** On the worker, in the stack's network, with the operator's logins. */
async function aTask(directory: string, name: string): Promise<void> {
  const own = join(directory, ".edgeward/generated/operator");
  const files = { ca: "ca", database: "database_password", broker: "mqtt_password" };
  for (const [secret, file] of Object.entries(files)) {
    await lab.docker("manager", "secret", "create", `${name}-${secret}`, join(own, file));
  }
  await lab.docker("manager", "config", "create", `${name}-script`, at("./tig/ask.mjs"));
  const granted = Object.keys(files).flatMap((secret) => [
    "--secret",
    `source=${name}-${secret},target=${secret},mode=0444`,
  ]);
  const where = ["--network", `${stack}_default`, "--constraint", "node.hostname == worker-1"];
  const what = [
    "--config",
    `source=${name}-script,target=/ask.mjs`,
    "--entrypoint",
    "/usr/local/bin/node",
    "edgeward:lab",
  ];
  await lab.docker(
    "manager",
    ...["service", "create", "--detach", "--no-resolve-image", "--name", `${stack}_${name}`],
    ...[...where, ...granted, ...what, "/ask.mjs"],
  );
}

async function edgeward(...words: string[]): Promise<void> {
  const { status, err } = await ran(process.execPath, [at("../../dist/main.cjs"), ...words]);
  assert.equal(status, 0, err);
}
