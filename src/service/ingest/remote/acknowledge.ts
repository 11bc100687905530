/**
 * Acknowledges messages once they are stored.
 * Invariant: in the order in which they came, whatever order they are stored in.
 * @see MQTT 3.1.1, [MQTT-4.6.0-2]: PUBACK packets in the order in which the PUBLISH packets were received
 */
export class Acknowledge {
  readonly #send: (id: number) => void;
  readonly #waiting: { readonly id: number; isStored: boolean }[] = [];

  constructor(send: (id: number) => void) {
    this.#send = send;
  }

  /** Messages that are not acknowledged yet. */
  get owed(): number {
    return this.#waiting.length;
  }

  /** @returns what to call once the message is stored */
  take(id: number): () => void {
    const entry = { id, isStored: false };
    this.#waiting.push(entry);
    return () => {
      entry.isStored = true;
      while (this.#waiting[0]?.isStored) this.#send(this.#waiting.shift()?.id ?? 0);
    };
  }
}
