/**
 * The store's figures: speed, size, memory. Run: npx tsx bench/store.ts [million points, 50 by default]
 * Everything happens in one directory below the temporary one, which goes afterwards.
 */
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import type { Point } from "../src/service/point.ts";
import type { RangeQuery, Store } from "../src/service/store/contract.ts";
import { openStore } from "../src/service/store/store.ts";

const series = 100;
const rowsPerAppend = 100;
const startMs = Date.UTC(2026, 0, 1);
const million = Number(process.argv[2] ?? 50);
const rounds = Math.round((million * 1_000_000) / series / rowsPerAppend);
const figures: Record<string, string> = {};

/** One reading a second and sensor, a few milliseconds late, in hundredths: what sensors send. */
class Sensors {
  readonly #tags = Array.from({ length: series }, (_, i) => [["host", `edge-${i}`] as const]);
  readonly #values = Float64Array.from({ length: series }, (_, i) => 20 + i / 10);
  readonly #noise: boolean;

  constructor(noise: boolean) {
    this.#noise = noise;
  }

  points(round: number): Point[] {
    const points: Point[] = [];
    for (let row = 0; row < rowsPerAppend; row++) {
      const atMs = startMs + (round * rowsPerAppend + row) * 1000;
      for (let i = 0; i < series; i++) {
        const value = (this.#values[i] ?? 0) + (Math.random() - 0.5) * 0.4;
        this.#values[i] = value;
        points.push({
          measurement: "climate",
          tags: this.#tags[i] ?? [],
          fields: [["temperature", this.#noise ? Math.random() : Math.round(value * 100) / 100]],
          timeNs: BigInt(atMs + Math.floor(Math.random() * 4)) * 1_000_000n,
        });
      }
    }
    return points;
  }
}

const cpuUs = () => process.cpuUsage().user + process.cpuUsage().system;

async function fill(
  store: Store,
  sensors: Sensors,
  count: number,
): Promise<{ perSecond: number; cpuPerPointUs: number }> {
  const cpu = cpuUs();
  const since = performance.now();
  for (let round = 0; round < count; round++) await store.append("bench", sensors.points(round));
  const points = count * rowsPerAppend * series;
  return { perSecond: (points / (performance.now() - since)) * 1000, cpuPerPointUs: (cpuUs() - cpu) / points };
}

function makingCostUs(sensors: Sensors): number {
  const cpu = cpuUs();
  let points = 0;
  for (let round = 0; round < 50; round++) points += sensors.points(round).length;
  return (cpuUs() - cpu) / points;
}

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
  return `${at(0.5)} (best ${at(0)}, 95 % ${at(0.95)}), ${values} values`;
}

async function sizeOf(dir: string): Promise<number> {
  const sizes = (await readdir(dir)).map(async (name) => (await stat(join(dir, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function residentMb(): Promise<{ now: number; peak: number }> {
  const status = await readFile("/proc/self/status", "utf8");
  const of = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return { now: of("VmRSS"), peak: of("VmHWM") };
}

/** A telemetry message is one point of four fields, and many are under way at a time. */
async function messages(store: Store, count: number, inFlight: number): Promise<{ perSecond: number; cpuUs: number }> {
  let next = 0;
  const cpu = cpuUs();
  const since = performance.now();
  const client = async (id: number) => {
    const tags = [["topic", `sensors/${id % 50}`] as const];
    for (let n = next++; n < count; n = next++) {
      const fields = [
        ["a", n],
        ["b", n / 2],
        ["c", 20.5],
        ["d", n % 2],
      ] as const;
      await store.append("bench", [{ measurement: "message", tags, fields, timeNs: BigInt(startMs + n) * 1_000_000n }]);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, (_, id) => client(id)));
  return { perSecond: (count / (performance.now() - since)) * 1000, cpuUs: (cpuUs() - cpu) / count };
}

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "edgeward-bench-"));
  const around = { log: pino({ level: "error" }), now: Date.now, signal: new AbortController().signal };
  const idle = await residentMb();
  try {
    const making = makingCostUs(new Sensors(false));
    let store = await openStore({ dir }, around);
    const filled = await fill(store, new Sensors(false), rounds);
    const resident = await residentMb();
    const points = rounds * rowsPerAppend * series;
    figures.points = `${points} over ${series} series, 10,000 an append`;
    figures["points/s, each append durable"] = filled.perSecond.toFixed(0);
    figures["CPU µs/point (folding included; making it, not)"] = (filled.cpuPerPointUs - making).toFixed(2);
    figures["bytes/point on disk, logs included"] = ((await sizeOf(dir)) / points).toFixed(2);
    figures["resident MB now, peak (before opening)"] =
      `${resident.now.toFixed(0)}, ${resident.peak.toFixed(0)} (${idle.now.toFixed(0)})`;
    const endNs = BigInt(startMs + rounds * rowsPerAppend * 1000) * 1_000_000n;
    const second = 1_000_000_000n;
    const one = { tags: [{ key: "host", is: "equal", value: "edge-7" } as const], aggregate: "mean" as const };
    const middleNs = endNs - BigInt(rounds * rowsPerAppend) * (second / 2n);
    const window = { ...one, fromNs: middleNs, toNs: middleNs + 900n * second, everyNs: (900n * second) / 500n };
    figures["window of 15 min in 500 buckets, ms"] = await timed(store, window);
    const lastHour = { fromNs: endNs - 3600n * second, toNs: endNs, aggregate: "mean" as const, groupBy: ["host"] };
    figures["last hour of 100 series, group-by, ms"] = await timed(store, lastHour);
    figures["resident MB after the queries"] = (await residentMb()).now.toFixed(0);
    figures["segments, chunks"] = `${store.counters().segments}, ${store.counters().chunks}`;
    await store[Symbol.asyncDispose]();
    const since = performance.now();
    store = await openStore({ dir }, around);
    figures["opening, ms"] = (performance.now() - since).toFixed(0);
    figures["last hour after opening anew, ms"] = await timed(store, lastHour);
    await messages(store, 20_000, 500);
    const said = await messages(store, 200_000, 500);
    figures["messages/s, 1 point of 4 fields an append, 500 at a time"] = said.perSecond.toFixed(0);
    figures["CPU µs/message (making it, folding it and 500 waiters included)"] = said.cpuUs.toFixed(2);
    await store[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
    store = await openStore({ dir }, around);
    await fill(store, new Sensors(true), 200);
    await store[Symbol.asyncDispose]();
    figures["bytes/point of random doubles (the worst case)"] = (
      (await sizeOf(dir)) /
      (200 * rowsPerAppend * series)
    ).toFixed(2);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  console.table(figures);
}

await main();
