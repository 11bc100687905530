/** Measures a store in the directory argv[2] with argv[3] points, in a process of its own; prints the figures as JSON. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { pino } from "pino";
import type { RangeQuery, Store } from "../../src/service/store/contract.ts";
import { openStore } from "../../src/service/store/store.ts";
import { rowsPerAppend, Sensors, series, startMs } from "./sensors.ts";

const [, , dir = "", wanted = "0", only = ""] = process.argv;
const rounds = Math.round(Number(wanted) / series / rowsPerAppend);
const points = rounds * rowsPerAppend * series;
const around = { log: pino({ level: "error" }), now: Date.now, signal: new AbortController().signal };
const second = 1_000_000_000n;
const endNs = BigInt(startMs + rounds * rowsPerAppend * 1000) * 1_000_000n;

function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function residentMb(): Promise<{ readonly now: number; readonly peak: number }> {
  const status = await readFile("/proc/self/status", "utf8");
  const of = (key: string) => Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024);
  return { now: of("VmRSS"), peak: of("VmHWM") };
}

async function sizeOf(): Promise<number> {
  const sizes = (await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Takes the same query sixty times. @returns median, best and 95 % in milliseconds, and how many values came */
async function timed(store: Store, query: Omit<RangeQuery, "database" | "measurement" | "field">): Promise<string> {
  const tookMs: number[] = [];
  let values = 0;
  for (let i = 0; i < 60; i++) {
    const since = performance.now();
    values = 0;
    const all = { database: "bench", measurement: "climate", field: "temperature", ...query };
    for await (const batch of store.range(all)) values += batch.values.length;
    tookMs.push(performance.now() - since);
  }
  tookMs.sort((a, b) => a - b);
  const at = (part: number) => (tookMs[Math.floor(tookMs.length * part)] ?? 0).toFixed(2);
  return `${at(0.5)} median, ${at(0)} best, ${at(0.95)} 95 % (${values} values)`;
}

/** A telemetry message is one point of four fields, and many are under way at a time. */
async function messages(store: Store, count: number, inFlight: number): Promise<{ perSecond: number; cpuUs: number }> {
  let next = 0;
  const cpu = cpuUs();
  const since = performance.now();
  const client = async (id: number) => {
    const tags = [["topic", `sensors/${id % 50}`] as const];
    for (let n = next++; n < count; n = next++) {
      const fields = [["a", n] as const, ["b", n / 2] as const, ["c", 20.5] as const, ["d", n % 2] as const];
      await store.append("bench", [{ measurement: "message", tags, fields, timeNs: BigInt(startMs + n) * 1_000_000n }]);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, id) => client(id)));
  return { perSecond: (count / (performance.now() - since)) * 1000, cpuUs: (cpuUs() - cpu) / count };
}

async function fill(store: Store, sensors: Sensors): Promise<void> {
  for (let round = 0; round < rounds; round++) await store.append("bench", sensors.points(round));
}

async function sensorFigures(): Promise<Record<string, string>> {
  const idle = await residentMb();
  const making = cpuUs();
  const made = new Sensors("hundredths");
  for (let round = 0; round < 50; round++) made.points(round);
  const makingUs = (cpuUs() - making) / (50 * rowsPerAppend * series);
  let store = await openStore({ dir }, around);
  const held = monitorEventLoopDelay({ resolution: 1 });
  held.enable();
  const [cpu, since] = [cpuUs(), performance.now()];
  await fill(store, new Sensors("hundredths"));
  const tookS = (performance.now() - since) / 1000;
  const eachUs = (cpuUs() - cpu) / points - makingUs;
  const resident = await residentMb();
  const bytes = await sizeOf();
  const middleNs = endNs - BigInt(rounds * rowsPerAppend) * (second / 2n);
  const window = {
    tags: [{ key: "host", is: "equal" as const, value: "edge-7" }],
    aggregate: "mean" as const,
    fromNs: middleNs,
    toNs: middleNs + 900n * second,
    everyNs: (900n * second) / 500n,
  };
  const lastHour = { fromNs: endNs - 3600n * second, toNs: endNs, aggregate: "mean" as const, groupBy: ["host"] };
  const asked = { window: await timed(store, window), lastHour: await timed(store, lastHour) };
  const after = await residentMb();
  const { segments, chunks } = store.counters();
  await store[Symbol.asyncDispose]();
  const opening = performance.now();
  store = await openStore({ dir }, around);
  const openedMs = performance.now() - opening;
  await messages(store, 20_000, 500);
  const said = await messages(store, 200_000, 500);
  await store[Symbol.asyncDispose]();
  return {
    points: `${points} over ${series} series, 10,000 an append`,
    "points/s, each append durable": (points / tookS).toFixed(0),
    "CPU µs/point, folding and merging included": eachUs.toFixed(2),
    "bytes/point on disk, logs included": (bytes / points).toFixed(2),
    "resident MB: before, after, peak, after queries": `${idle.now}, ${resident.now}, ${resident.peak}, ${after.now}`,
    "window of 15 min in 500 buckets, ms": asked.window,
    "last hour of 100 series by host, ms": asked.lastHour,
    "event loop held, ms: 99 %, 99.9 %": [99, 99.9].map((p) => (held.percentile(p) / 1e6).toFixed(1)).join(", "),
    "segments, chunks": `${segments}, ${chunks}`,
    "opening, ms": openedMs.toFixed(0),
    "messages/s, 1 point of 4 fields an append, 500 at a time": said.perSecond.toFixed(0),
    "CPU µs/message, making it and awaiting it included": said.cpuUs.toFixed(2),
  };
}

async function randomFigures(): Promise<Record<string, string>> {
  const store = await openStore({ dir, foldAtBytes: 1024 * 1024 }, around);
  await fill(store, new Sensors("random doubles"));
  await store[Symbol.asyncDispose]();
  return { "bytes/point of random doubles, the worst there is": ((await sizeOf()) / points).toFixed(2) };
}

console.log(JSON.stringify(only === "random" ? await randomFigures() : await sensorFigures()));
