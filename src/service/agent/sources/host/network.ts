/** /proc/net/dev. @see proc_pid_net(5) */
import { type Field, growth, plainName } from "./field.ts";

const columns = [
  [0, "received_bytes"],
  [1, "received_packets"],
  [2, "receive_errors"],
  [3, "receive_dropped"],
  [8, "sent_bytes"],
  [9, "sent_packets"],
  [10, "send_errors"],
  [11, "send_dropped"],
] as const;

/** Counters since the interface came up, by interface and by name. */
export type Interfaces = ReadonlyMap<string, ReadonlyMap<string, number>>;

export function parseInterfaces(text: string): Interfaces {
  const interfaces = new Map<string, ReadonlyMap<string, number>>();
  for (const line of text.split("\n")) {
    // The number may follow the colon without a space.
    const colon = line.lastIndexOf(":");
    const numbers = line
      .slice(colon + 1)
      .trim()
      .split(/ +/)
      .map(Number);
    if (colon < 0 || numbers.length < 16 || numbers.some(Number.isNaN)) continue;
    interfaces.set(line.slice(0, colon).trim(), new Map(columns.map(([i, name]) => [name, numbers[i] ?? 0])));
  }
  return interfaces;
}

/** Totals, and the bytes per second between two readings that lie `elapsedMs` apart. */
export function networkFields(before: Interfaces, after: Interfaces, elapsedMs: number): readonly Field[] {
  return [...after].flatMap(([name, counters]): Field[] => {
    const old = before.get(name) ?? counters;
    const perSecond = (counter: string): Field => [
      `net_${plainName(name)}_${counter}_per_s`,
      Math.round((growth(old.get(counter) ?? 0, counters.get(counter) ?? 0) / elapsedMs) * 1000),
    ];
    return [
      ...[...counters].map(([counter, value]): Field => [`net_${plainName(name)}_${counter}`, value]),
      perSecond("received_bytes"),
      perSecond("sent_bytes"),
    ];
  });
}

/**
 * Interfaces that carry traffic of the machine: those with a device behind them. Where none has one, as in a container, all but loopback.
 * @param linkOf where /sys/class/net/<name> points to; undefined when it cannot be read
 */
export function realInterfaces(
  names: readonly string[],
  linkOf: (name: string) => string | undefined,
): readonly string[] {
  const real = names.filter((name) => {
    const link = linkOf(name);
    return link !== undefined && !link.includes("/virtual/");
  });
  return real.length > 0 ? real : names.filter((name) => name !== "lo");
}
