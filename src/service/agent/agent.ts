/**
 * The agent on an edge machine: collects, keeps what it collected until the broker has it, and says how it is doing.
 * Invariant: whatever fails, a source, the buffer's disk, the network, the broker, the rest goes on, and health and log name it.
 */
import { hostname } from "node:os";
import type { AgentLaunch, AgentSource } from "../../model/launch.ts";
import type { EmbeddedService, Surroundings } from "../service.ts";
import { Outbox } from "./buffer/outbox.ts";
import { Uplink } from "./delivery/uplink.ts";
import { type Pace, usualPace, waitFor } from "./pace.ts";
import { encode } from "./sample/encode.ts";
import { stamper } from "./sample/stamp.ts";
import { prepareSource } from "./sources/prepare.ts";
import type { Sink } from "./sources/source.ts";
import { healthOf, sumOf } from "./status.ts";

/**
 * Does not wait for the broker: `health` tells when it was reached.
 * @throws Fault "bad-input" or "unreadable-file" when the layout of a record source is wrong or missing
 */
export async function startAgent(
  launch: AgentLaunch,
  { log, now, signal }: Surroundings,
  pace: Pace = usualPace,
): Promise<EmbeddedService> {
  const starts = await Promise.all(launch.sources.map((source) => prepareSource(source, { launch, pace, log })));
  const outbox = new Outbox({
    ...pace,
    dir: launch.bufferDir,
    limitBytes: launch.bufferLimitBytes,
    elapsed: () => performance.now(),
    say: (what) => log.warn(what),
  });
  const { user, passwordFile, clientId } = launch;
  const whom = {
    ...launch.broker,
    ...(user !== undefined && { user }),
    ...(passwordFile !== undefined && { passwordFile }),
  };
  const uplink = new Uplink({ whom, clientId, outbox, pace, log, random: Math.random });

  const host = hostname();
  const stampNs = stamper(now);
  const sinkFor = ({ topic, format }: AgentSource): Sink => ({
    put(samples, mark) {
      outbox.append(topic, mark, (seq) => encode(format, samples, { seq, host }));
      uplink.pump();
    },
    hasRoom: () => outbox.waitingBytes < launch.bufferLimitBytes / 2,
    placeOf: (stream) => outbox.placeOf(stream),
    stampNs,
  });
  const sources = starts.flatMap((start, i) => {
    const source = launch.sources[i];
    return source ? [start(sinkFor(source))] : [];
  });

  const stop = new AbortController();
  const flushing = flushEvery(pace.syncMs, outbox, stop.signal);
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    signal.removeEventListener("abort", close);
    closing ??= (async () => {
      await Promise.all(sources.map((source) => source[Symbol.asyncDispose]()));
      await uplink.close();
      stop.abort();
      await flushing;
      await outbox.close();
    })();
    return closing;
  };
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) void close();

  const counters = () => sumOf([uplink.counters(), outbox.counters(), ...sources.map((source) => source.counters())]);
  return {
    health: () =>
      healthOf({
        uplink,
        outbox,
        sources,
        counters: counters(),
        lateMs: pace.ackMs / 3,
        stopping: closing !== undefined,
      }),
    counters,
    listens: () => [],
    reload: () => uplink.renew(),
    [Symbol.asyncDispose]: close,
  };
}

async function flushEvery(periodMs: number, outbox: Outbox, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await waitFor(periodMs, signal);
    await outbox.flush();
  }
}
