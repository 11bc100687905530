import type { Span } from "./span.ts";

/** What an agent collects, from `x-edgeward.collect`. */
export interface Collect {
  readonly at: Span;
  readonly host?: HostMetrics;
  readonly records?: RecordSource;
  readonly lines?: LineSource;
}

/** CPU, memory, disk, network and temperatures of the machine that the agent runs on. */
export interface HostMetrics {
  readonly topic: string;
  /** Time between two readings, in milliseconds; 100 at the least. */
  readonly everyMs: number;
}

/** Fixed-layout binary records, described by a JSON file: `{"entities":{"objects":[{"name","variables":[{"name","offset","type"}]}]}}`. */
export interface RecordSource {
  readonly topic: string;
  /** Host path of a file or FIFO; `-` is standard input. */
  readonly from: string;
  /** Host path of the JSON layout. */
  readonly layout: string;
}

/** Lines of a command's output: Xenomai `latency`'s `RTD|` lines. */
export interface LineSource {
  readonly topic: string;
  readonly command: readonly string[];
}
