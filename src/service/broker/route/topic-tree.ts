/** Topic names with one value each, as a tree of levels: finding what a filter matches visits only what can match. */
export class TopicTree<V> {
  readonly #root = new Level<V>();

  /** @returns the earlier value */
  set(topic: string, value: V): V | undefined {
    let level = this.#root;
    for (const name of topic.split("/")) level = level.down(name);
    const before = level.value;
    level.value = value;
    return before;
  }

  /** @returns the value that was there */
  delete(topic: string): V | undefined {
    return this.#root.delete(topic.split("/"), 0);
  }

  get(topic: string): V | undefined {
    return this.#root.get(topic.split("/"), 0);
  }

  /** Visits what the filter matches: `#` gives all but what starts with `$`. */
  find(filter: string, visit: (value: V) => void): void {
    this.#root.find(filter.split("/"), 0, visit, /^[+#]/.test(filter));
  }

  /** Everything, also what starts with `$`. */
  all(visit: (value: V) => void): void {
    this.#root.all(visit, false);
  }
}

class Level<V> {
  value: V | undefined;
  readonly #below = new Map<string, Level<V>>();

  down(name: string): Level<V> {
    const known = this.#below.get(name);
    if (known) return known;
    const level = new Level<V>();
    this.#below.set(name, level);
    return level;
  }

  get(names: readonly string[], depth: number): V | undefined {
    const name = names[depth];
    return name === undefined ? this.value : this.#below.get(name)?.get(names, depth + 1);
  }

  delete(names: readonly string[], depth: number): V | undefined {
    const name = names[depth];
    if (name === undefined) {
      const before = this.value;
      this.value = undefined;
      return before;
    }
    const level = this.#below.get(name);
    const before = level?.delete(names, depth + 1);
    if (level?.empty) this.#below.delete(name);
    return before;
  }

  get empty(): boolean {
    return this.value === undefined && this.#below.size === 0;
  }

  /** @param plain leave out what starts with `$`, since the filter starts with a wildcard, section 4.7.2 */
  find(names: readonly string[], depth: number, visit: (value: V) => void, plain: boolean): void {
    const name = names[depth];
    if (name === "#") {
      this.all(visit, plain);
    } else if (name === undefined) {
      if (this.value !== undefined) visit(this.value);
    } else if (name === "+") {
      for (const [below, level] of this.#below)
        if (!plain || !below.startsWith("$")) level.find(names, depth + 1, visit, false);
    } else {
      this.#below.get(name)?.find(names, depth + 1, visit, false);
    }
  }

  all(visit: (value: V) => void, plain: boolean): void {
    if (this.value !== undefined) visit(this.value);
    for (const [below, level] of this.#below) if (!plain || !below.startsWith("$")) level.all(visit, false);
  }
}
