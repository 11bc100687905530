import type { Logger } from "pino";

/** Places that are remembered, so that each is said once, however often it is read. */
const rememberedLimit = 10_000;

/** Says what is damaged, once a place, and counts it. */
export class Damage {
  readonly #log: Logger;
  readonly #places = new Set<string>();

  constructor(log: Logger) {
    this.#log = log;
  }

  get count(): number {
    return this.#places.size;
  }

  readonly report = (place: string): void => {
    if (this.#places.has(place) || this.#places.size >= rememberedLimit) return;
    this.#places.add(place);
    this.#log.error(
      { code: "store-damaged", place },
      "part of the store is damaged, and its points are lost; the rest is not",
    );
  };
}
