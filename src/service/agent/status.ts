/** What the agent says of itself. */
import type { EmbeddedService } from "../service.ts";
import type { Outbox } from "./buffer/outbox.ts";
import type { Uplink } from "./delivery/uplink.ts";
import type { Source } from "./sources/source.ts";

export interface Parts {
  readonly uplink: Pick<Uplink, "connected" | "trouble" | "owedMs">;
  readonly outbox: Pick<Outbox, "trouble">;
  readonly sources: readonly Pick<Source, "trouble">[];
  readonly counters: Readonly<Record<string, number>>;
  /** A PUBACK that is owed for longer makes us unhealthy, in milliseconds. */
  readonly lateMs: number;
  readonly stopping: boolean;
}

/**
 * Healthy: the broker takes what we publish. A source or a disk that is in trouble is named, but is no reason to be started anew: what
 * the rest collects gets through.
 */
export function healthOf(parts: Parts): ReturnType<EmbeddedService["health"]> {
  const { uplink, outbox, sources, counters, lateMs, stopping } = parts;
  const dropped = counters.messages_dropped ?? 0;
  const counts = `${counters.messages_sent ?? 0} sent, ${counters.messages_waiting ?? 0} waiting`;
  const more = [
    ...(dropped > 0 ? [`${dropped} dropped`] : []),
    ...[outbox.trouble, ...sources.map((source) => source.trouble())].flatMap((trouble) => trouble ?? []),
  ];
  const detail = (what: string) => [`${what}, ${counts}`, ...more].join("; ");
  if (stopping) return { health: "unhealthy", detail: detail("stopping") };
  if (uplink.connected) {
    if (uplink.owedMs <= lateMs) return { health: "healthy", detail: detail("connected") };
    const owed = `connected, but the broker has owed an acknowledgement for ${Math.round(uplink.owedMs / 1000)} s`;
    return { health: "unhealthy", detail: detail(owed) };
  }
  if (uplink.trouble === undefined) return { health: "starting", detail: detail("connecting") };
  return { health: "unhealthy", detail: `${detail(uplink.trouble.what)}. ${uplink.trouble.remedy}` };
}

export function sumOf(all: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const counters of all)
    for (const [name, value] of Object.entries(counters)) sums[name] = (sums[name] ?? 0) + value;
  return sums;
}
