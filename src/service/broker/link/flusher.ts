/** Gathers what is to be sent during one turn of the event loop, so that many small packets leave in few writes. */
export class Flusher {
  #dirty: { flush(): void }[] = [];
  #scheduled = false;

  /** The outbox is flushed once this turn's packets have been handled. */
  add(outbox: { flush(): void }): void {
    this.#dirty.push(outbox);
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const dirty = this.#dirty;
    this.#dirty = [];
    for (const outbox of dirty) outbox.flush();
  }
}
