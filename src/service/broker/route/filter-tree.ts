/**
 * Topic filters with the values that hang on them, as a tree of levels: finding what matches a topic visits only what can match.
 * @see MQTT 3.1.1 section 4.7
 */
export class FilterTree<K, V> {
  readonly #root = new Level<K, V>();

  /** Sets the value of a key on a filter, in place of an earlier one. */
  set(filter: string, key: K, value: V): void {
    let level = this.#root;
    for (const name of filter.split("/")) level = level.down(name);
    level.values ??= new Map();
    level.values.set(key, value);
  }

  delete(filter: string, key: K): void {
    this.#root.delete(filter.split("/"), 0, key);
  }

  /** Visits each value on each filter that matches the topic; a key is visited once per filter. */
  match(topic: string, visit: (key: K, value: V) => void): void {
    this.#root.match(topic.split("/"), 0, visit, topic.startsWith("$"));
  }
}

class Level<K, V> {
  values: Map<K, V> | undefined;
  readonly #below = new Map<string, Level<K, V>>();

  down(name: string): Level<K, V> {
    const known = this.#below.get(name);
    if (known) return known;
    const level = new Level<K, V>();
    this.#below.set(name, level);
    return level;
  }

  /** @returns whether nothing is left below */
  delete(names: readonly string[], depth: number, key: K): boolean {
    const name = names[depth];
    if (name === undefined) {
      this.values?.delete(key);
      if (this.values?.size === 0) this.values = undefined;
    } else if (this.#below.get(name)?.delete(names, depth + 1, key)) {
      this.#below.delete(name);
    }
    return this.values === undefined && this.#below.size === 0;
  }

  /** @param reserved a topic that starts with `$` is not matched by a filter that starts with a wildcard, section 4.7.2 */
  match(names: readonly string[], depth: number, visit: (key: K, value: V) => void, reserved: boolean): void {
    if (!reserved) this.#below.get("#")?.each(visit);
    const name = names[depth];
    if (name === undefined) {
      this.each(visit);
      return;
    }
    this.#below.get(name)?.match(names, depth + 1, visit, false);
    if (!reserved) this.#below.get("+")?.match(names, depth + 1, visit, false);
  }

  each(visit: (key: K, value: V) => void): void {
    this.values?.forEach((value, key) => {
      visit(key, value);
    });
  }
}
