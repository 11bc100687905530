/**
 * What ingest costs: CPU time of one message, from `offer` to points that are ready for the store, whose own cost is left out.
 * Run: npx tsx bench/ingest.ts [messages]
 */
import { pino } from "pino";
import type { IngestInput, IngestLaunch } from "../src/model/launch.ts";
import { serviceName } from "../src/model/name.ts";
import { createIngest } from "../src/service/ingest/ingest.ts";
import { parseLines } from "../src/service/line-protocol/parse.ts";

const messages = Number(process.argv[2] ?? 300_000);
/** Messages that arrive in one turn of the event loop. */
const burst = 50;
const rounds = 5;

const json = Buffer.from(
  '{"host":"edge-01","temperature":21.53,"humidity":48.2,"pressure":1013.25,"vibration":{"x":0.013,"y":0.027,"z":0.981},"count":18233}',
);
const flat = Buffer.from(
  '{"temperature":21.53,"humidity":48.2,"pressure":1013.25,"vibration_x":0.013,"vibration_y":0.027,"vibration_z":0.981,"cnt":18233.25}',
);
const line = Buffer.from(
  "cpu,host=edge-01,region=eu usage_user=12.5,usage_system=3.25,procs=214i,idle=true 1732233600123456789",
);

const plainJson: IngestInput["format"] = { name: "json", tagKeys: [], stringFields: [], strict: true };
const input = (topics: readonly string[], format: IngestInput["format"]): IngestInput => ({
  topics,
  qos: 1,
  topicTag: "topic",
  tags: {},
  format,
});
const manyInputs = Array.from({ length: 200 }, (_, i) =>
  input([`plant/${i}/+/temperature`, `plant/${i}/line/#`, `other/+/${i}`], plainJson),
);

await measure("JSON, 131 bytes, flat, one input", [input(["sensors/#"], plainJson)], flat, ["sensors/a"]);
await measure("JSON, 131 bytes, nested", [input(["sensors/#"], plainJson)], json, ["sensors/a"]);
await measure(
  'JSON, 131 bytes, nested, tag_keys = ["host"]',
  [input(["sensors/#"], { ...plainJson, tagKeys: ["host"] })],
  json,
  ["sensors/a"],
);
await measure("the same, 1,000 topics, 200 inputs of 3 filters", manyInputs, flat, topics(1_000));
await measure("line protocol, 2 tags, 4 fields", [input(["Servo"], { name: "influx" })], line, ["Servo"]);
const text = line.toString();
report("parseLines alone, the same line", messages, () => {
  for (let i = 0; i < messages; i++) parseLines(text, { nowNs: 0n, precision: "ns" });
});

async function measure(name: string, inputs: readonly IngestInput[], payload: Uint8Array, on: readonly string[]) {
  const launch: IngestLaunch = {
    role: "ingest",
    service: serviceName("telegraf"),
    needs: [],
    process: "bench",
    opens: { read: [], write: [] },
    inputs,
    broker: serviceName("mosquitto"),
    store: serviceName("influxdb"),
    database: "telegraf",
  };
  let stored = 0;
  const sink = {
    append: async (_: string, points: readonly unknown[]) => {
      stored += points.length;
    },
  };
  const around = { log: pino({ level: "silent" }), now: Date.now, signal: new AbortController().signal };
  await using ingest = createIngest(launch, sink, around);
  const turn = async () => {
    for (let sent = 0; sent < messages; sent += burst) {
      let last: Promise<void> | undefined;
      for (let i = 0; i < burst; i++) last = ingest.offer(on[(sent + i) % on.length] ?? "", payload);
      await last;
    }
  };
  for (let round = 0; round < rounds - 1; round++) await turn();
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await turn();
  const { user, system } = process.cpuUsage(before);
  const tookMs = performance.now() - startedMs;
  if (stored !== messages * rounds) throw new Error(`${stored} of ${messages * rounds} points came out`);
  print(name, (user + system) / messages, tookMs);
}

function report(name: string, count: number, run: () => void) {
  for (let round = 0; round < rounds - 1; round++) run();
  const before = process.cpuUsage();
  const startedMs = performance.now();
  run();
  const { user, system } = process.cpuUsage(before);
  print(name, (user + system) / count, performance.now() - startedMs);
}

function print(name: string, cpuUs: number, tookMs: number) {
  console.log(
    `${name.padEnd(50)} ${cpuUs.toFixed(2).padStart(6)} µs CPU ${((tookMs * 1_000) / messages).toFixed(2).padStart(6)} µs elapsed`,
  );
}

function topics(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `plant/${i % 200}/line/${i}/temperature`);
}
