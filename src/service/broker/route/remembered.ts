/**
 * What was found out about topics, kept for as long as there is room. Clients choose their topics, so entries are bounded, and so is the
 * length of a topic that is remembered at all: forgetting costs time and nothing else.
 */
export class Remembered<V> {
  readonly #limit: number;
  readonly #values = new Map<string, V>();

  /** @param limit entries; when they are all taken everything is forgotten */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get(topic: string): V | undefined {
    return this.#values.get(topic);
  }

  set(topic: string, value: V): void {
    if (!isShort(topic)) return;
    if (this.#values.size >= this.#limit) this.#values.clear();
    this.#values.set(topic, value);
  }

  clear(): void {
    this.#values.clear();
  }
}

/** Whether a topic is of a length that people use. */
export const isShort = (topic: string): boolean => topic.length <= 200;
