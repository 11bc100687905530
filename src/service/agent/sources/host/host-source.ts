/** Host metrics, every so often. */
import type { HostMetrics } from "../../../../model/collect.ts";
import { waitFor } from "../../pace.ts";
import type { Sink, Source } from "../source.ts";
import { HostReader, type HostReaderOptions } from "./host-reader.ts";

const firstMs = 1_000;

/** The first reading only sets the mark for rates; a second later, or a period if that is shorter, comes the first message. */
export function collectHost({ everyMs }: Pick<HostMetrics, "everyMs">, sink: Sink, options: HostReaderOptions): Source {
  const stop = new AbortController();
  const reader = new HostReader(options);
  let readings = 0;
  let skipped = 0;
  let trouble: string | undefined;

  async function run(): Promise<void> {
    await reader.read();
    let dueMs = performance.now() + Math.min(everyMs, firstMs);
    while (!stop.signal.aborted) {
      await waitFor(Math.max(0, dueMs - performance.now()), stop.signal);
      const fields = await reader.read();
      if (stop.signal.aborted) return;
      readings++;
      if (fields.length > 0) sink.put([{ measurement: "host", timeNs: sink.stampNs(), fields }]);
      trouble = fields.length > 0 ? undefined : `nothing can be read below ${options.proc} and ${options.sys}`;
      // A machine that slept, or was too busy, is not asked twice to make up for it.
      const late = Math.floor(Math.max(0, performance.now() - dueMs) / everyMs);
      skipped += late;
      dueMs += everyMs * (late + 1);
    }
  }

  const running = run();
  return {
    counters: () => ({ host_readings: readings, host_readings_skipped: skipped }),
    trouble: () => trouble,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
    },
  };
}
