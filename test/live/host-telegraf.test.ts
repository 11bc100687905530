/**
 * The whole way of a measurement on a machine that was secured where it is: the agent, mosquitto, Telegraf, influxd, and back by a query.
 * Telegraf itself cannot be had from Debian: a stand-in plays it, which takes everything from the files that Telegraf would read, under the
 * account that it would run as. Agent, broker and database are real.
 */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { test, vi } from "vitest";
import { env, installAgent, publishes } from "./host/installed/agent.ts";
import { works } from "./host/installed/stand-in.ts";
import { installTelegraf } from "./host/installed/telegraf.ts";
import type { TestMachine } from "./host/machine.ts";
import { aBusyMachine, allOf, asks, ca, edgeward } from "./host/secured.ts";

vi.setConfig({ testTimeout: 300_000 });

const conf = "/etc/telegraf/telegraf.conf";
const agent = `# Configuration for telegraf agent
[agent]
  interval = "10s"
  flush_interval = "1s"
  omit_hostname = true
`;

const output = `
[[outputs.influxdb]]
  ## The full HTTP or UDP URL for your InfluxDB instance.
  urls = ["http://127.0.0.1:8086"]
  ## The target database for metrics; will be created as needed.
  database = "plant"
  skip_database_creation = true
  ## HTTP Basic Auth
  # username = "telegraf"
  # password = "metricsmetricsmetricsmetrics"
  # tls_ca = "/etc/telegraf/ca.pem"
`;

const input = `
[[inputs.mqtt_consumer]]
  ## Broker URLs for the MQTT server or cluster.
  servers = ["tcp://127.0.0.1:1883"]
  topics = [
    "Servo",
  ]
  qos = 1
  persistent_session = true
  client_id = "telegraf-edge"
  # username = "telegraf"
  # password = "metricsmetricsmetricsmetrics"
  # tls_ca = "/etc/telegraf/ca.pem"
  data_format = "json"
  name_override = "servo"
`;

/** Telegraf's own ports are its owner's affair. */
const statsd = `
[[inputs.statsd]]
  protocol = "udp"
  service_address = "127.0.0.1:8125"
`;

const open = { url: "http://localhost:8086/query", words: [] };

async function asAdministrator(machine: TestMachine) {
  const password = (await machine.read("/etc/edgeward/operator/database_admin_password")).trim();
  return { url: "https://localhost:8086/query", words: ["--cacert", ca, "-u", `edgeward-admin:${password}`] };
}

interface Asking {
  readonly url: string;
  readonly words: readonly string[];
}

/** All angles that the database has, oldest first. */
async function angles(machine: TestMachine, { url, words }: Asking): Promise<readonly number[]> {
  const { results } = JSON.parse(await asks(machine, "SELECT angle FROM servo", url, ...words, "-d", "db=plant"));
  const [{ series: [{ values = [] } = {}] = [] } = {}] = results;
  return (values as readonly (readonly [string, number])[]).map(([, angle]) => angle);
}

/** Waits, without a limit of its own, until the last of them is in the database. */
async function arrives(machine: TestMachine, wanted: readonly number[], asking: Asking): Promise<void> {
  for (;;) {
    const seen = await angles(machine, asking);
    if (seen.includes(wanted.at(-1) ?? Number.NaN)) return assert.deepEqual(seen, wanted);
    await pause(100);
  }
}

const says = (angle: number): string => JSON.stringify({ angle });

async function aMachineWithTelegraf(version: string, files: Readonly<Record<string, string>>): Promise<TestMachine> {
  const machine = await aBusyMachine("systemd");
  await installAgent(machine);
  await installTelegraf(machine, version);
  for (const [path, text] of Object.entries(files)) await machine.write(path, text);
  // Times go back to the microsecond, and not further.
  await machine.ok(["touch", "-d", "@1700000000", "/etc/default/telegraf", ...Object.keys(files)]);
  for (const query of ["CREATE DATABASE plant", `CREATE USER telegraf WITH PASSWORD 'theirs' WITH ALL PRIVILEGES`])
    await machine.ok(["curl", "-s", "-f", "-XPOST", open.url, "--data-urlencode", `q=${query}`]);
  return machine;
}

/** What nobody but the three of them may do or see. */
async function isClosed(machine: TestMachine, inside: readonly number[], asking: Asking): Promise<void> {
  const nameless = await publishes(machine, says(666), { NAMELESS: "1" });
  assert.notEqual(nameless.status, 0);
  assert.match(nameless.stderr, /not authorised/, "a plain message");
  const { url, words } = asking;
  const strangers = await asks(machine, "SELECT angle FROM servo", url, ...words.slice(0, 2), "-d", "db=plant");
  assert.match(strangers, /unable to parse authentication credentials/);
  assert.doesNotMatch(strangers, /angle/);
  const wrong = await asks(machine, "SELECT angle FROM servo", url, ...words.slice(0, 2), "-u", "telegraf:telegraf");
  assert.match(wrong, /authorization failed/);
  assert.deepEqual(await angles(machine, asking), inside, "nothing of it arrived");
}

test("an agent's measurements go through the broker and Telegraf's edited file into the database, and nobody else's do", async () => {
  await using machine = await aMachineWithTelegraf("1.30.0", { [conf]: agent + output + input + statsd });
  await machine.ok(["systemctl", "start", "telegraf"]);
  await works(machine, "telegraf");
  const before = await allOf(machine, "telegraf");
  assert.equal((await publishes(machine, says(1.5))).status, 0);
  await arrives(machine, [1.5], open);

  const secured = await edgeward(machine, "host", "secure", "--agent-env", env, "--publish", "agent=Servo");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  await works(machine, "telegraf");
  const running = (await machine.programs()).find(({ name }) => name === "telegraf");
  assert.equal(running?.uid, Number(await machine.ok(["id", "-u", "telegraf"])), "nobody but its own account");
  const asking = await asAdministrator(machine);
  const sent = await publishes(machine, says(22.25));
  assert.equal(sent.status, 0, sent.stderr);
  await arrives(machine, [1.5, 22.25], asking);
  await isClosed(machine, [1.5, 22.25], asking);
  const own = { ...asking, words: [...asking.words.slice(0, 2), "-u", "telegraf:theirs"] };
  assert.deepEqual(await angles(machine, own), [1.5, 22.25], "a user of the person's own, of Telegraf's name, goes on");
  const text = await machine.read(conf);
  assert.match(text, /password = "@\{edgeward:mqtt_password\}"/, "no password in a file that everybody may read");
  await machine.ok(["systemctl", "restart", "mosquitto", "telegraf"]);
  await works(machine, "telegraf");
  assert.equal((await publishes(machine, says(333))).status, 0);
  await arrives(machine, [1.5, 22.25, 333], asking);

  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine, "telegraf"), before);
  await works(machine, "telegraf");
  assert.equal((await publishes(machine, says(4444))).status, 0);
  await arrives(machine, [1.5, 22.25, 333, 4444], open);
  const users = await asks(machine, "SHOW USERS", open.url);
  assert.match(users, /"values":\[\["telegraf",true\]\]/, "their user alone is left");
});

test("a Telegraf older than secret stores, with a file in telegraf.d, finds its passwords in its environment", async () => {
  const further = "/etc/telegraf/telegraf.d/servo.conf";
  await using machine = await aMachineWithTelegraf("1.26.3", { [conf]: agent + output, [further]: input });
  const before = await allOf(machine, "telegraf");
  const secured = await edgeward(machine, "host", "secure", "--agent-env", env, "--publish", "agent=Servo");
  assert.equal(secured.status, 0, secured.stdout + secured.stderr);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Telegraf's own way to name a variable
  assert.ok((await machine.read(further)).includes('password = "${EDGEWARD_MQTT_PASSWORD}"'));
  const { mode, uid } = (await machine.stat("/etc/default/telegraf")) ?? {};
  assert.deepEqual([mode, uid], [0o600, 0], "systemd reads it as root, and nobody else does");

  await machine.ok(["systemctl", "start", "telegraf"]);
  await works(machine, "telegraf");
  const asking = await asAdministrator(machine);
  assert.equal((await publishes(machine, says(22.25))).status, 0);
  await arrives(machine, [22.25], asking);
  await isClosed(machine, [22.25], asking);

  await machine.ok(["systemctl", "stop", "telegraf"]);
  const undone = await edgeward(machine, "host", "undo");
  assert.equal(undone.status, 0, undone.stdout + undone.stderr);
  assert.equal(await allOf(machine, "telegraf"), before);
});
