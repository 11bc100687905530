import { Writable } from "node:stream";
import { pino } from "pino";
import type { IngestInput, IngestLaunch, JsonFormat } from "../../../model/launch.ts";
import { serviceName } from "../../../model/name.ts";
import type { Point, PointSink } from "../../point.ts";
import { createIngest, type IngestService } from "../ingest.ts";
import { defaultLimits, type IngestLimits } from "../limits.ts";

export const json: JsonFormat = { name: "json", tagKeys: [], stringFields: [], strict: true };
export const influx: IngestInput["format"] = { name: "influx" };

export const anInput = (part: Partial<IngestInput> = {}): IngestInput => ({
  topics: ["sensors/#"],
  qos: 1,
  topicTag: "",
  tags: {},
  format: json,
  ...part,
});

/** A store that keeps what it is given, and lets a test decide when and how each append ends. */
class FakeStore implements PointSink {
  readonly stored: Point[] = [];
  readonly appends: (readonly Point[])[] = [];
  /** What happens to an append; the points are kept when it resolves. */
  behave: (points: readonly Point[]) => Promise<void> = async () => {};

  async append(_: string, points: readonly Point[]): Promise<void> {
    this.appends.push([...points]);
    const given = [...points];
    await this.behave(points);
    this.stored.push(...given);
  }
}

export interface AnIngest {
  readonly ingest: IngestService;
  readonly store: FakeStore;
  /** Log lines, parsed. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  readonly clock: { nowMs: number };
  readonly abort: AbortController;
  send(topic: string, text: string | Uint8Array): Promise<void> | undefined;
}

export function anIngest(
  inputs: readonly IngestInput[],
  limits: Partial<IngestLimits> = {},
  signal?: AbortSignal,
): AnIngest {
  const store = new FakeStore();
  const clock = { nowMs: 1_700_000_000_000 };
  const abort = new AbortController();
  const logged: Record<string, unknown>[] = [];
  const lines = new Writable({
    write(chunk, _, done) {
      logged.push(JSON.parse(String(chunk)));
      done();
    },
  });
  const launch: IngestLaunch = {
    role: "ingest",
    service: serviceName("telegraf"),
    needs: [],
    process: "test",
    opens: { read: [], write: [] },
    inputs,
    broker: serviceName("mosquitto"),
    store: serviceName("influxdb"),
    database: "telegraf",
  };
  const around = { log: pino(lines), now: () => clock.nowMs, signal: signal ?? abort.signal };
  const ingest = createIngest(launch, store, around, { ...defaultLimits, ...limits });
  const send = (topic: string, text: string | Uint8Array) =>
    ingest.offer(topic, typeof text === "string" ? Buffer.from(text) : text);
  return { ingest, store, logged, clock, abort, send };
}
