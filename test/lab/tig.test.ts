/**
 * examples/tig on two hosts: brought up by one command, proven by the second, and taken down by the third, with Debian's mosquitto and influxd, and Edgeward
 * as the agent on the worker, in Telegraf's place and in Grafana's. What the machine measured is read back on the other host, and nobody else reads it.
 */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { aLab, cache } from "./a-lab.ts";
import { cannotRun } from "./cannot-run.ts";
import { aSwarmOf } from "./edgex/a-swarm.ts";
import { influxdbImage, mosquittoImage } from "./images/brokers.ts";
import { edgewardImage } from "./images/edgeward.ts";
import { says } from "./tig/a-swarm.ts";

const reason = cannotRun();
const lab = aLab(`tig-${process.pid.toString(36)}`);
const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const stack = "plant";

interface Found {
  readonly probe: string;
  readonly service?: string;
  readonly verdict: string;
  readonly evidence: string;
}

/** Each service by what is claimed of it; what is claimed of the stack as a whole, by nothing. */
const claims = {
  "placed-as-promised": ["agent", "console", "influxdb", "mosquitto", "telegraf"],
  "task-secrets-only": ["agent", "console", "influxdb", "mosquitto", "telegraf"],
  "task-privileges": ["agent", "console", "influxdb", "mosquitto", "telegraf"],
  // The one that publishes a port, and the swarm's own.
  "only-declared-ports": ["", "console"],
  "overlay-encrypted": [""],
  "no-plaintext": ["console", "influxdb", "mosquitto"],
  "serves-valid-tls": ["console", "influxdb", "mosquitto"],
  "refuses-anonymous": ["console", "mosquitto"],
  "refuses-wrong-password": ["console", "influxdb", "mosquitto"],
  "refuses-well-known-passwords": ["console", "influxdb", "mosquitto"],
  "obeys-acl": ["mosquitto"],
  "database-refuses-strangers": ["influxdb"],
};

interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Looked {
  readonly catalogue: Answer;
  readonly latest: Answer;
}

interface Answers {
  readonly database: Answer;
  readonly stranger: Answer;
  readonly wrong: { readonly status: number };
  readonly broker?: number;
  readonly brokerWrong?: number;
  readonly anonymous?: number;
  readonly console: Looked;
  readonly consoleStranger: Looked;
  readonly consoleWrong: Looked;
  readonly page: Answer;
  readonly health: Answer;
}

/** What the console shows of a measurement. */
interface Shown {
  readonly series: readonly {
    readonly tags: Readonly<Record<string, string>>;
    readonly ageMs: number;
    readonly values: Readonly<Record<string, unknown>>;
  }[];
}

describe.skipIf(reason)(`a tig stack on two hosts${reason ? `, not run here: ${reason}` : ""}`, () => {
  let directory = "";
  const swarm = aSwarmOf(lab, () => directory);
  const files = () => ["docker-compose.yml", "lab.yml"].flatMap((name) => ["-f", join(directory, name)]);
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), "edgeward-tig-"));
    for (const from of ["../../examples/tig", "./tig"]) cpSync(at(from), directory, { recursive: true });
    const up = await lab.edgeward("up", "--cache", cache, "--memory", "448M");
    assert.equal(up.status, 0, up.err);
    await swarm.make();
    const images = [
      mosquittoImage("eclipse-mosquitto:2.0"),
      influxdbImage("influxdb:1.6"),
      edgewardImage("edgeward:lab"),
    ];
    for (const image of images) await lab.docker("manager", "load", "-q", "-i", await image);
  });
  afterAll(async () => {
    await lab.edgeward("down");
    rmSync(directory, { recursive: true, force: true });
  });

  test("comes up by one command, which says none of its passwords", async () => {
    const { status, out, err } = await swarm.edgeward("up", ...files(), "-p", stack, "--no-verify");
    assert.equal(status, 0, out + err);
    assert.match(err, /send image edgeward:lab to worker-1 .*manager had it/);
    assert.match(err, /Sign in at https:\/\/HOST:3000 as admin: its password is in .*operator\/console_password,/);
    for (const password of passwords(directory)) assert.ok(!(out + err).includes(password), "a password is printed");
  });

  /** As docker has them, those that were before among them. */
  const tasks = async () => {
    const format = "{{.ID}} {{.Name}} {{.Node}} {{.CurrentState}}";
    const said = await lab.docker("manager", "stack", "ps", "--no-trunc", "--format", format, stack);
    const lines = said.split("\n").map((line) => line.toLowerCase().split(" ").slice(0, 4).join(" "));
    return lines.filter((line) => !line.includes(` ${stack}_asks.`)).toSorted();
  };

  test("the agent runs where the machine is, nothing else does, and ps says what docker says", async () => {
    const { out } = await swarm.edgeward("ps", "-p", stack, "--format", "json");
    const shown = JSON.parse(out) as { readonly tasks: readonly Readonly<Record<string, string>>[] };
    const ours = shown.tasks.map(({ id, task, node, state }) => `${id} ${task} ${node} ${state}`).toSorted();
    assert.deepEqual(ours, await tasks());
    const placed = shown.tasks.map(({ task, node, state }) => `${task} ${node} ${state}`).toSorted();
    assert.deepEqual(placed, [
      "plant_agent.1 worker-1 running",
      "plant_console.1 manager running",
      "plant_influxdb.1 manager running",
      "plant_mosquitto.1 manager running",
      "plant_telegraf.1 manager running",
    ]);
  });

  test("what it measures is in the database on the other host", async () => {
    await says(lab, `${stack}_telegraf`, /^healthy: 2 inputs, [1-9]/);
    assert.match(await says(lab, `${stack}_agent`, /^healthy: connected, [1-9]/), /0 waiting|sent/);
    await says(lab, `${stack}_console`, /^healthy: it serves, and the database answers/);
  });

  test("whoever may reads it, and a stranger gets in nowhere", async () => {
    await aTask(directory, "asks");
    const answers = JSON.parse(await says(lab, `${stack}_asks`, /^\{"database"/)) as Answers;
    assert.equal(answers.database.status, 200, answers.database.text);
    assert.match(answers.database.text, /"edge-1"/, "tagged with the host that the agent runs on");
    assert.match(answers.database.text, /sensors\/host/);
    assert.deepEqual([answers.stranger.status, answers.wrong.status], [401, 401]);
    assert.doesNotMatch(answers.stranger.text, /sensors/);
    assert.deepEqual([answers.page.status, answers.health.status, answers.health.text.trim()], [200, 200, "ok"]);
    const seen = [answers.console, answers.consoleStranger, answers.consoleWrong].map(({ catalogue, latest }) => [
      catalogue.status,
      latest.status,
    ]);
    assert.deepEqual(seen, [
      [200, 200],
      [401, 401],
      [401, 401],
    ]);
    const shown = JSON.parse(answers.console.latest.text) as Shown;
    const [newest] = shown.series.filter(({ tags }) => tags.topic === "sensors/host");
    assert.equal(newest?.tags.host, "edge-1", answers.console.latest.text);
    assert.ok(newest.ageMs < 60_000 && Object.keys(newest.values).length > 0, answers.console.latest.text);
    for (const { text } of [answers.page, answers.consoleStranger.catalogue, answers.consoleWrong.catalogue])
      assert.doesNotMatch(text, /mqtt_consumer|sensors|edge-1/);
    await lab.docker("manager", "service", "rm", `${stack}_asks`);
    // 0: accepted; 5: not authorised. Without the first, a broker that refuses everybody would pass.
    assert.deepEqual([answers.broker, answers.brokerWrong, answers.anonymous], [0, 5, 5]);
  });

  test("each claim is proven, on the broker and the database behind their own network too, and no task is lost by it", async () => {
    const before = await tasks();
    const { status, out, err } = await swarm.edgeward("verify", ...files(), "-p", stack, "--format", "json");
    const { findings } = JSON.parse(out) as { readonly findings: readonly Found[] };
    const bad = findings.filter(({ verdict }) => verdict !== "pass");
    assert.deepEqual([bad, status], [[], 0], err);
    const seen = Object.keys(claims).map((id) => {
      const own = findings.filter(({ probe }) => probe === id).map(({ service = "" }) => service);
      return [id, own.toSorted()];
    });
    assert.deepEqual(Object.fromEntries(seen), claims);
    const shownNothing = findings.find(({ probe, service }) => probe === "refuses-anonymous" && service === "console");
    assert.match(shownNothing?.evidence ?? "", /show no measurement to a stranger \(none of [1-9]/);
    const { evidence = "" } = findings.find(({ probe }) => probe === "database-refuses-strangers") ?? {};
    assert.match(evidence, /\/debug\/vars and \/metrics stay open/, "what no setting closes is named");
    // A node that many connections at once keep from its own work is taken for dead, and its tasks are started anew.
    assert.deepEqual(await tasks(), before);
    for (const password of passwords(directory)) assert.ok(!(out + err).includes(password), "a password is printed");
  });

  test("down leaves nothing of it on either host", async () => {
    const { status, out, err } = await swarm.edgeward("down", ...files(), "-p", stack, "--volumes");
    assert.equal(status, 0, out + err);
    await lab.docker(
      "manager",
      "secret",
      "rm",
      ...["ca", "database", "broker", "console"].map((secret) => `asks-${secret}`),
    );
    await lab.docker("manager", "config", "rm", "asks-script");
    await swarm.isBare();
  });
});

/** On the worker, in the stack's network, with the operator's logins. */
async function aTask(directory: string, name: string): Promise<void> {
  const own = join(directory, ".edgeward/generated/operator");
  const files = { ca: "ca", database: "database_password", broker: "mqtt_password", console: "console_password" };
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

/** All that were made for the stack. */
function passwords(directory: string): readonly string[] {
  const generated = join(directory, ".edgeward/generated");
  const files = readdirSync(generated, { recursive: true, encoding: "utf8" }).filter((path) => /_password$/.test(path));
  assert.ok(files.length > 2, "no password was made");
  return files.map((path) => readFileSync(join(generated, path), "utf8").trim());
}
