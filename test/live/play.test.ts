/** The whole way of a measurement through the roles that `edgeward play` plays, with mosquitto and influxd as they are installed. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "vitest";
import { anAuthority } from "../../src/service/agent/testing/authority.ts";
import { scratch } from "../../src/service/agent/testing/scratch.ts";
import { until } from "../../src/service/agent/testing/until.ts";
import { aMosquitto } from "./agent-mosquitto.ts";
import { aPlayer, aSecureInflux, ran } from "./play-scene.ts";

const waiting = 30_000;

test("what the agent collects is in the database, and both say how they are doing until they are ended", async () => {
  await using directory = await scratch();
  const { dir } = directory;
  const authority = await anAuthority();
  const [port, rpc] = [await freePort(), await freePort()];
  await using mosquitto = await aMosquitto(dir, authority);
  await mosquitto.start();
  await using influx = await aSecureInflux(dir, authority, [port, rpc]);
  const file = async (name: string, text: string) => {
    await writeFile(join(dir, name), text, { mode: 0o600 });
    return join(dir, name);
  };
  const ca = await file("ca", authority.ca);
  await file("mqtt_password", "judge-password");
  const conf = await file("telegraf.conf", telegrafConf(mosquitto.port, port, dir));
  await using ingest = aPlayer(dir, ["ingest", "--config", conf], { DB_PASSWORD: "telegraf-password", SITE: "north" });
  await using agent = aPlayer(dir, ["agent"], {
    MQTT_HOST: "127.0.0.1",
    MQTT_TLS_SERVER_NAME: "broker",
    MQTT_PORT: String(mosquitto.port),
    MQTT_USERNAME: "agent",
    MQTT_PASSWORD_FILE: await file("agent_password", "agent-password"),
    MQTT_CA_FILE: ca,
    EDGEWARD_BUFFER: join(dir, "buffer"),
    EDGEWARD_COLLECT: await file(
      "collect.json",
      JSON.stringify({ host: { topic: "sensors/host", every: "200ms" }, json: ["sensors/#"] }),
    ),
  });

  const stored = async () =>
    (await influx.query(`SELECT * FROM mqtt_consumer WHERE site = 'north' LIMIT 1`)).includes("sensors/host");
  await until("a point is stored", stored, waiting);
  for (const one of [ingest, agent]) {
    await until("it says that it is well", async () => (await one.health()).status === 0, waiting);
    assert.match((await one.health()).out, /^healthy: /);
  }
  assert.deepEqual([await ingest.end(), await agent.end()], [0, 0]);
  assert.equal((await ingest.health()).status, 3, "nobody plays there any more");
  const shared = await readdir("/dev/shm");
  assert.deepEqual(
    shared.filter((name) => name.startsWith("edgeward-play-")),
    [],
    "the password that stood in a variable is gone",
  );
  for (const secret of ["telegraf-password", "judge-password", "agent-password"])
    assert.ok(!(ingest.said() + agent.said()).includes(secret));
});

test.each<[string, string, RegExp]>([
  [
    "clear text",
    'servers = ["tcp://mosquitto:1883"]',
    /telegraf\.conf:2:1: error: `tcp:\/\/mosquitto:1883` is in clear text/,
  ],
  [
    "a variable that is not set",
    'servers = ["ssl://$' + '{NOBODY}:8883"]',
    /telegraf\.conf:2:1: error: .*NOBODY.* is not set/,
  ],
  ["a key that Telegraf does not know", "sevrers = []", /telegraf\.conf:2:1: error: `sevrers` is not known/],
  [
    "a store that is not there",
    'password = "@{nobody:x}"',
    /telegraf\.conf:2:1: error: no \[\[secretstores\.docker\]\] has the id/,
  ],
])("%s is refused with its place", async (_, line, expected) => {
  await using directory = await scratch();
  const conf = join(directory.dir, "telegraf.conf");
  await writeFile(conf, `[[inputs.mqtt_consumer]]\n${line}\n`);
  const { status, err } = await ran(["ingest", "--config", conf], { PATH: process.env.PATH });
  assert.deepEqual([status, expected.test(err)], [2, true], err);
});

test("what an agent lacks is named", async () => {
  await using directory = await scratch();
  const collect = join(directory.dir, "collect.json");
  const agent = (env: NodeJS.ProcessEnv) => ran(["agent"], { PATH: process.env.PATH, ...env });
  assert.match((await agent({})).err, /nothing says what to collect/);
  const absent = await agent({ EDGEWARD_COLLECT: collect });
  assert.deepEqual([absent.status, /collect\.json is not there/.test(absent.err)], [2, true]);
  await writeFile(collect, '{\n "host": {"topic": "a/#"}\n}');
  const bad = await agent({ EDGEWARD_COLLECT: collect });
  assert.deepEqual([bad.status, /collect\.json:2:20: error: `a\/#` is not a topic/.test(bad.err)], [2, true], bad.err);
  await writeFile(collect, '{"host": {"topic": "a"}}');
  const nameless = await agent({ EDGEWARD_COLLECT: collect });
  assert.deepEqual([nameless.status, /MQTT_HOST is not set/.test(nameless.err)], [2, true], nameless.err);
});

const telegrafConf = (broker: number, database: number, dir: string): string => `
[[inputs.mqtt_consumer]]
  servers = ["ssl://127.0.0.1:${broker}"]
  tls_server_name = "broker"
  tls_ca = "${dir}/ca"
  topics = ["sensors/#"]
  username = "judge"
  password = "@{edgeward:mqtt_password}"
  data_format = "json"
  tag_keys = ["host"]
  json_time_key = "timestamp"
  json_time_format = "unix_ms"
  [inputs.mqtt_consumer.tags]
    site = "\${SITE}"
[[outputs.influxdb]]
  urls = ["https://127.0.0.1:${database}"]
  tls_server_name = "influxdb"
  tls_ca = "${dir}/ca"
  database = "plant"
  username = "telegraf"
  password = "\${DB_PASSWORD}"
[[secretstores.docker]]
  id = "edgeward"
  path = "${dir}"
`;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === "object" && address ? address.port : 0;
}
