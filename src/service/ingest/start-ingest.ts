/** An ingest service with its servers where they are: in this process, or installed programs that it is a client of. */
import type { IngestLaunch } from "../../model/launch.ts";
import { usualPace } from "../agent/pace.ts";
import type { PointSink } from "../point.ts";
import type { Surroundings } from "../service.ts";
import { createIngest, type IngestService } from "./ingest.ts";
import { filtersOf } from "./remote/filters.ts";
import { httpSink } from "./remote/http-sink.ts";
import { Subscription, type SubscriptionPace } from "./remote/subscription.ts";

/**
 * @param sink of the database in this process; not asked for where the launch has a writer
 * @throws Fault "bad-input" when an input asks for what we cannot do
 */
export function startIngest(
  launch: IngestLaunch,
  sink: () => PointSink,
  around: Surroundings,
  pace: SubscriptionPace = usualPace,
): IngestService {
  // What was taken is stored to the end, so the way to the database is not ours to cut when the signal fires.
  const last = new AbortController();
  const remote = launch.writer && httpSink(launch.writer, { ...around, signal: last.signal });
  const ingest = createIngest(launch, remote ?? sink(), around);
  const filters = filtersOf(launch.inputs);
  const subscription = launch.link && new Subscription({ link: launch.link, filters, intake: ingest, pace, around });

  return {
    offer: (topic, payload) => ingest.offer(topic, payload),
    health() {
      const own = ingest.health();
      if (!subscription || subscription.isSubscribed) return own;
      const { trouble } = subscription;
      if (trouble === undefined) return { health: "starting", detail: "subscribing" };
      return { health: "unhealthy", detail: own.health === "healthy" ? trouble : `${own.detail}; ${trouble}` };
    },
    counters: () => ({ ...ingest.counters(), ...remote?.counters(), ...subscription?.counters() }),
    listens: () => [],
    // What writes to the database reads its password anew with each request.
    reload: async () => subscription?.renew(),
    async [Symbol.asyncDispose]() {
      await ingest[Symbol.asyncDispose]();
      await subscription?.[Symbol.asyncDispose]();
      last.abort();
      remote?.[Symbol.dispose]();
    },
  };
}
