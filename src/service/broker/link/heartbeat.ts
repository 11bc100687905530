/**
 * Looks at all connections now and then and ends those whose time is up.
 * Invariants: only the monotonic clock counts, so a wall clock that jumps ends nothing; when this process itself was held up, nobody is
 * judged by it: what clients sent meanwhile is read first.
 */
import type { Connection } from "./connection.ts";

export interface HeartbeatOptions {
  readonly connectMs: number;
  readonly stallMs: number;
  /** Milliseconds of a monotonic clock. */
  readonly clock: () => number;
}

/** One connection's terms. */
interface Terms {
  /** Silence after which the client is gone, in milliseconds; undefined: CONNECT has not been accepted yet. */
  silenceMs: number | undefined;
}

const roundMs = 250;
/** A round that comes so late was held up. */
const lateMs = 1_000;

export class Heartbeat implements Disposable {
  readonly #options: HeartbeatOptions;
  readonly #connections = new Map<Connection, Terms>();
  readonly #timer: NodeJS.Timeout;
  #lastMs: number;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#lastMs = options.clock();
    this.#timer = setInterval(() => this.round(), roundMs);
  }

  /** From here on the connection has `connectMs` to log in. */
  add(connection: Connection): void {
    this.#connections.set(connection, { silenceMs: undefined });
  }

  /** @see silenceLimitMs */
  loggedIn(connection: Connection, silenceMs: number): void {
    this.#connections.set(connection, { silenceMs });
  }

  delete(connection: Connection): void {
    this.#connections.delete(connection);
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#connections.keys();
  }

  get size(): number {
    return this.#connections.size;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  round(): void {
    const now = this.#options.clock();
    const late = now - this.#lastMs > lateMs;
    this.#lastMs = now;
    if (late) return;
    for (const [connection, { silenceMs }] of this.#connections) {
      const { stalledSinceMs } = connection;
      if (silenceMs === undefined) {
        if (!connection.held && now - connection.sinceMs > this.#options.connectMs) connection.close("connect-timeout");
      } else if (stalledSinceMs !== undefined && now - stalledSinceMs > this.#options.stallMs) {
        connection.close("slow-reader");
      } else if (now - connection.heardMs > silenceMs && !connection.held) {
        connection.close("keep-alive");
      } else {
        connection.nudge();
      }
    }
  }
}

/**
 * How long a client may stay silent before the broker must count it as gone.
 * @param keepAliveS what the client announced in CONNECT, in seconds (0 to 65535); 0 switches the check off
 * @returns milliseconds; Infinity when the check is off
 * @see MQTT 3.1.1, section 3.1.2.10, [MQTT-3.1.2-24]: one and a half times the announced period
 */
export function silenceLimitMs(keepAliveS: number): number {
  return keepAliveS === 0 ? Number.POSITIVE_INFINITY : keepAliveS * 1500;
}
