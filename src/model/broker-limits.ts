/** What one client may cost a broker, unless its settings or the policy say otherwise. */
import type { Policy } from "./stack.ts";

export interface ClientLimits {
  /** Largest packet, in bytes. */
  readonly packetBytes: number;
  /** Connections at a time. */
  readonly connections: number;
  /** Messages waiting for one client. */
  readonly queuedMessages: number;
  /** Bytes waiting for one client. */
  readonly queuedBytes: number;
}

export const limitsOf = (policy: Policy): ClientLimits => ({
  // A thousand times a usual telemetry message, and 500 clients that send it at once still fit in 128 MiB.
  packetBytes: policy.packetLimitBytes ?? 262_144,
  // An edge machine has tens of clients; below the 1,024 files that a process may usually open (getrlimit(2)).
  connections: policy.connectionLimit ?? 500,
  // A quarter of an hour at a hundred messages a second; mosquitto's own 1,000 are gone ten seconds after a client is.
  queuedMessages: policy.queueLimit ?? 100_000,
  queuedBytes: 67_108_864,
});
