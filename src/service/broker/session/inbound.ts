/**
 * QoS 2 messages from one client: taken exactly once, section 4.3.3, method A turned around: the message goes on its way when it has been
 * stored, its identifier is remembered until PUBREL, and a PUBLISH that comes again meanwhile is only answered.
 */
export class Inbound {
  /** Taken; PUBREL has not come. */
  readonly #received: Set<number>;
  /** Being stored. A connection that breaks meanwhile does not stop it, so the next one finds it here. */
  readonly #storing = new Map<number, Promise<void>>();
  /** The last one to be stored: they go on in the order in which they came [MQTT-4.6.0-6]. */
  #last: Promise<unknown> | undefined;

  constructor(received: Iterable<number> = []) {
    this.#received = new Set(received);
  }

  get open(): number {
    return this.#received.size + this.#storing.size;
  }

  get received(): ReadonlySet<number> {
    return this.#received;
  }

  /** @returns "new", or when it may be answered again: undefined for now */
  status(id: number): "new" | Promise<void> | undefined {
    return this.#received.has(id) ? undefined : (this.#storing.get(id) ?? "new");
  }

  /**
   * @param stored when the message is durable; undefined when nobody stores it
   * @param take sends the message on its way, and answers when that may be acknowledged
   * @returns when PUBREC is due; undefined for now. Rejects when it could not be stored: the identifier is then free again
   */
  take(
    id: number,
    stored: Promise<void> | undefined,
    take: () => Promise<void> | undefined,
  ): Promise<void> | undefined {
    const receive = () => {
      this.#storing.delete(id);
      this.#received.add(id);
      return take();
    };
    if (!stored && !this.#last) return receive();
    const before = this.#last;
    const turn = (async () => {
      await before;
      await stored;
    })();
    const done = turn.then(receive).finally(() => this.#storing.delete(id));
    this.#storing.set(id, done);
    const passed = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#last === passed) this.#last = undefined;
      });
    this.#last = passed;
    return done;
  }

  /** PUBREL has come. @returns "busy" when the message was never acknowledged, so that no PUBREL was due */
  complete(id: number): "completed" | "unknown" | "busy" {
    if (this.#storing.has(id)) return "busy";
    return this.#received.delete(id) ? "completed" : "unknown";
  }
}
