/**
 * Plays Telegraf where it cannot be had: Edgeward's own ingest, told nothing but Telegraf's command line, the files that this names and the
 * environment that its service gave it. What it moves proves that the files are complete and that its account may read them; it proves
 * nothing about Telegraf's own code.
 */
import { createSocket } from "node:dgram";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { connect } from "mqtt";
import { pino } from "pino";
import type { IngestLaunch, ServerLogin } from "../../../../src/model/launch.ts";
import { serviceName } from "../../../../src/model/name.ts";
import { startIngest } from "../../../../src/service/ingest/start-ingest.ts";
import { formatPoint } from "../../../../src/service/line-protocol/format.ts";
import type { PointSink } from "../../../../src/service/point.ts";
import { ready } from "./stand-in.ts";
import { pipeIn, type Table } from "./telegraf-settings.ts";

const words = process.argv.slice(2);
const valuesOf = (option: string) => words.filter((_, i) => words[i - 1]?.replace(/^--/, "-") === option);
const further = valuesOf("-config-directory").flatMap((directory) =>
  readdirSync(directory).flatMap((name) => (name.endsWith(".conf") ? join(directory, name) : [])),
);
const paths = [...valuesOf("-config"), ...further.toSorted()];
const { input, output, statsd } = pipeIn(
  paths.map((path) => readFileSync(path, "utf8")),
  process.env,
);
// `telegraf config check`: that they could be read is the answer.
if (words[0] === "config") process.exit(0);

const stringsOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value.map(String) : []);
const broker = new URL(stringsOf(input.servers)[0] ?? "");
const database = new URL(stringsOf(output.urls)[0] ?? "");
const isSecret = { broker: broker.protocol === "ssl:", database: database.protocol === "https:" };

/** The ingest takes its password out of a file, Telegraf's settings have it by now as a text. */
function loginOf(name: string, table: Table, { hostname, port }: URL): ServerLogin {
  const passwordFile = join(mkdtempSync(join(tmpdir(), "telegraf-")), name);
  const password = String(table.password ?? "");
  if (/\s$/.test(password)) throw new Error(`the password for the ${name} ends with a blank: Telegraf would send it`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  const host = { host: hostname, port: Number(port), serverName: hostname };
  return { ...host, caFile: String(table.tls_ca), user: String(table.username), passwordFile };
}

const name = String(output.database ?? "telegraf");
const service = serviceName("telegraf");
const launch: IngestLaunch = {
  ...{ role: "ingest", service, needs: [], process: "telegraf", opens: { read: [], write: [] } },
  ...{ broker: serviceName("mosquitto"), store: serviceName("influxdb"), database: name },
  inputs: [
    {
      topics: stringsOf(input.topics),
      qos: Number(input.qos ?? 0) as 0 | 1 | 2,
      topicTag: String(input.topic_tag ?? "topic"),
      ...(input.name_override === undefined ? {} : { nameOverride: String(input.name_override) }),
      tags: (input.tags ?? {}) as Readonly<Record<string, string>>,
      format: {
        name: "json",
        tagKeys: stringsOf(input.tag_keys),
        stringFields: stringsOf(input.json_string_fields),
        strict: true,
      },
    },
  ],
  ...(isSecret.broker && {
    link: { ...loginOf("broker", input, broker), clientId: String(input.client_id), packetBytes: 1_000_000 },
  }),
  ...(isSecret.database && { writer: loginOf("database", output, database) }),
};

/** Ours speaks TLS alone: what a file in clear text says is done here, without a login, as such a file has none. */
const inClear: PointSink = {
  async append(into, points) {
    const query = `precision=ns&db=${encodeURIComponent(into)}`;
    const body = points.map(formatPoint).join("\n");
    const { status } = await fetch(new URL(`/write?${query}`, database), { method: "POST", body });
    if (status !== 204) throw new Error(`the database answered with ${status}`);
  },
};

const log = pino(pino.destination({ dest: 2, sync: true }));
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
stop.signal.addEventListener("abort", () => setTimeout(() => process.exit(0), 1_000));
await using ingest = startIngest(launch, () => inClear, { log, now: Date.now, signal: stop.signal });
if (statsd !== undefined) createSocket("udp4").bind(Number(statsd.split(":")[1]), statsd.split(":")[0]);
let isSubscribed = isSecret.broker;
if (!isSecret.broker) {
  const client = connect(`mqtt://${broker.host}`, { reconnectPeriod: 200 });
  client.on(
    "connect",
    () => void client.subscribeAsync([...stringsOf(input.topics)]).then(() => (isSubscribed = true)),
  );
  client.on("message", (topic, payload) => void ingest.offer(topic, payload)?.catch((error) => log.error(error)));
  stop.signal.addEventListener("abort", () => client.end(true));
}
let said = "";
while (!stop.signal.aborted) {
  const { health, detail } = ingest.health();
  const now = isSubscribed && health === "healthy" ? ready : detail;
  if (said !== now) log.info(now);
  said = now;
  await pause(100, undefined, { signal: stop.signal }).catch(() => {});
}
