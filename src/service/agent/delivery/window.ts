/**
 * Messages in flight: published, not yet acknowledged.
 * Invariant: `settledUpTo` only grows, and only over messages that were all acknowledged, also when a broker answers out of order.
 */
export interface Flight {
  readonly index: number;
  readonly bytes: number;
  readonly sinceMs: number;
  acknowledged: boolean;
}

export class FlightWindow {
  readonly #limit: { readonly messages: number; readonly bytes: number };
  /** By packet identifier, in the order of publishing. */
  readonly #flights = new Map<number, Flight>();
  #bytes = 0;
  #lastId = 0;

  /** @param limit at the most 65,535 messages */
  constructor(limit: { readonly messages: number; readonly bytes: number }) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#flights.size;
  }

  /** What may still be published; no messages when the bytes are used up. */
  get room(): { readonly messages: number; readonly bytes: number } {
    const bytes = this.#limit.bytes - this.#bytes;
    return { messages: bytes > 0 ? this.#limit.messages - this.#flights.size : 0, bytes: Math.max(0, bytes) };
  }

  /** When the longest in flight was published; undefined when none is. */
  get oldestMs(): number | undefined {
    return this.#flights.values().next().value?.sinceMs;
  }

  /** @returns the packet identifier, 1 to 65,535; MQTT 3.1.1 [MQTT-2.3.1-1]: not one that is in use */
  publish(index: number, bytes: number, sinceMs: number): number {
    do this.#lastId = (this.#lastId % 65_535) + 1;
    while (this.#flights.has(this.#lastId));
    this.#flights.set(this.#lastId, { index, bytes, sinceMs, acknowledged: false });
    this.#bytes += bytes;
    return this.#lastId;
  }

  /**
   * @returns whether the identifier was in flight, and the index below which everything is settled, if that moved
   */
  acknowledge(id: number): { readonly known: boolean; readonly settledUpTo?: number } {
    const flight = this.#flights.get(id);
    if (!flight || flight.acknowledged) return { known: false };
    flight.acknowledged = true;
    let settledUpTo: number | undefined;
    for (const [first, { acknowledged, index, bytes }] of this.#flights) {
      if (!acknowledged) break;
      this.#flights.delete(first);
      this.#bytes -= bytes;
      settledUpTo = index + 1;
    }
    return settledUpTo === undefined ? { known: true } : { known: true, settledUpTo };
  }
}
