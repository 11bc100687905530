import { setTimeout as pause } from "node:timers/promises";

/** Every period and bound of the agent, in one record, so that a test can make it hurry. */
export interface Pace {
  /** Waiting before the next try to connect. */
  readonly reconnect: Growth;
  /** Waiting after the broker, or its certificate, said no: asking again soon would not change its mind. */
  readonly refused: Growth;
  /** Waiting before a command that ended is started again. */
  readonly restart: Growth;
  /** A connection, or a command, that lasted this long was a good one: waiting starts from `baseMs` again. */
  readonly stableMs: number;
  /** Longest time from TCP connect to CONNACK, in milliseconds. */
  readonly connectMs: number;
  /** MQTT keep alive, in seconds, 1 to 65535. */
  readonly keepAliveS: number;
  /** Longest time that a message in flight may go without its PUBACK, in milliseconds. */
  readonly ackMs: number;
  /** Messages and bytes in flight at a time. */
  readonly inFlight: { readonly messages: number; readonly bytes: number };
  /** How often the buffer is synced to disk, and a followed file looked at, in milliseconds. */
  readonly syncMs: number;
  readonly followMs: number;
  /** Longest time between syncs while nothing waits in the buffer, in milliseconds. */
  readonly restMs: number;
  /** How long a disk that refused a write is left alone, in milliseconds. */
  readonly diskAgainMs: number;
  /** Most of the buffer that may lie in memory while the disk refuses it, in bytes. */
  readonly memoryBytes: number;
  /** How long an ended command, or the last PUBACKs, are waited for when the agent stops, in milliseconds. */
  readonly partingMs: number;
}

/** Exponential: `baseMs`, doubled with each failure in a row, up to `capMs`; never below `floorMs`. */
export interface Growth {
  readonly floorMs: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const usualPace: Pace = {
  reconnect: { floorMs: 50, baseMs: 500, capMs: 30_000 },
  refused: { floorMs: 2_000, baseMs: 5_000, capMs: 60_000 },
  restart: { floorMs: 500, baseMs: 1_000, capMs: 60_000 },
  stableMs: 10_000,
  connectMs: 15_000,
  keepAliveS: 30,
  ackMs: 30_000,
  inFlight: { messages: 128, bytes: 512 * 1024 },
  syncMs: 1_000,
  followMs: 1_000,
  restMs: 30_000,
  diskAgainMs: 10_000,
  memoryBytes: 2 * 1024 * 1024,
  partingMs: 2_000,
};

/**
 * Full jitter: any time between the floor and the grown bound, so that a hundred agents do not come back in one instant.
 * @param failures in a row, 1 or more
 * @param random in [0, 1)
 * @returns milliseconds
 */
export function backoffMs(failures: number, growth: Growth, random: number): number {
  const bound = Math.min(growth.capMs, growth.baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.max(growth.floorMs, random * bound);
}

/** Resolves after `ms` milliseconds, or at once when `signal` fires: the caller looks which. */
export async function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch(() => {});
}
