/** One client cannot take the broker's memory or all of its connections. */
import { limitsOf } from "../../model/broker-limits.ts";
import type { Change } from "../../model/change.ts";
import { listenersOf } from "../../model/listener.ts";
import type { Service, Stack } from "../../model/stack.ts";
import { numberOf } from "../../model/table.ts";
import { brokerConfig, type ConfigPlace, emptyConfig } from "../config-place.ts";
import type { Measure } from "../measure.ts";
import { type Reason, setting } from "../propose.ts";

export const limitBroker: Measure = {
  id: "limit-broker",
  provenBy: ["refuses-oversized-packets"],
  propose: (view) => view.having("broker").flatMap((broker) => limited(view.stack, broker)),
};

const reason = (why: string, source: string): Reason => ({ measure: limitBroker.id, why, source });

function limited(stack: Stack, broker: Service): readonly Change[] {
  const place = brokerConfig(stack, broker);
  if (!place) return [];
  const { policy } = stack;
  const limits = limitsOf(policy);
  const file = place.file ?? emptyConfig(place.path);
  const sections = listenersOf(file).filter((listener) => listener.port !== 0);
  return [
    ...bounded(place, "max_packet_size", policy.packetLimitBytes, limits.packetBytes, packetReason),
    ...bounded(place, "max_queued_messages", policy.queueLimit, limits.queuedMessages, queueReason),
    ...bounded(place, "max_queued_bytes", undefined, limits.queuedBytes, queueReason),
    ...sections.flatMap(({ section }) => {
      const now = numberOf(file, section, "max_connections");
      const after = wanted(now, policy.connectionLimit, limits.connections);
      return after === now ? [] : setting(place, section, "max_connections", after, connectionReason);
    }),
  ];
}

const packetReason = reason(
  "A message may not be so large that a few of them fill the memory; a client that sends one is disconnected.",
  "mosquitto.conf(5), max_packet_size; MQTT 3.1.1 section 2.2.3 allows up to 256 MiB",
);
const queueReason = reason(
  "A client that is away or does not read holds back a bounded number of messages and bytes; past that, its own messages are lost, and no others.",
  "mosquitto.conf(5), max_queued_messages (0, no maximum, is not recommended) and max_queued_bytes",
);
const connectionReason = reason(
  "One faulty or hostile machine cannot open connections until nobody else gets in.",
  "mosquitto.conf(5), max_connections; MQTT 3.1.1 section 5.4.8 on detecting abnormal behaviours",
);

/** A finite limit that somebody chose stays, unless the policy names another. */
function wanted(now: number | undefined, policy: number | undefined, fallback: number): number {
  if (policy !== undefined) return policy;
  return now !== undefined && now > 0 ? now : fallback;
}

function bounded(
  place: ConfigPlace,
  key: string,
  policy: number | undefined,
  fallback: number,
  why: Reason,
): readonly Change[] {
  const now = place.file && numberOf(place.file, "", key);
  const after = wanted(now, policy, fallback);
  return after === now ? [] : setting(place, "", key, after, why);
}
