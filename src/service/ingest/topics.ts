/**
 * Which inputs want a topic: a tree of the inputs' topic filters, level by level, and a bounded memory of topics seen.
 * Invariant: the answer is that of MQTT 3.1.1 section 4.7 for each filter; an input stands in it once, however many of its filters match.
 */

interface Level<T> {
  readonly next: Map<string, Level<T>>;
  /** Inputs with a filter that ends here, and with one that ends in `#` here. */
  readonly here: T[];
  readonly below: T[];
}

/** Finds the inputs of a topic; the cost depends on the topic's levels, not on the number of filters. */
export class TopicTree<T> {
  readonly #root: Level<T> = level();

  /** @param filter `$share/<group>/<filter>` (a shared subscription, MQTT 5.0 section 4.8.2) counts as its filter */
  add(filter: string, input: T): void {
    const levels = unshared(filter).split("/");
    const all = levels.at(-1) === "#";
    let at = this.#root;
    for (const name of all ? levels.slice(0, -1) : levels) {
      const next = at.next.get(name) ?? level();
      at.next.set(name, next);
      at = next;
    }
    (all ? at.below : at.here).push(input);
  }

  match(topic: string): readonly T[] {
    const levels = topic.split("/");
    const found = new Set<T>();
    // A filter that starts with a wildcard does not match topics that start with `$` (section 4.7.2).
    const reserved = topic.startsWith("$");
    let reached = [this.#root];
    for (const [depth, name] of levels.entries()) {
      const wild = depth > 0 || !reserved;
      if (wild) for (const { below } of reached) for (const input of below) found.add(input);
      reached = reached.flatMap(({ next }) =>
        [next.get(name), wild ? next.get("+") : undefined].filter((at) => at !== undefined),
      );
      if (reached.length === 0) break;
    }
    for (const { here, below } of reached) for (const input of [...here, ...below]) found.add(input);
    return [...found];
  }
}

/** Remembers an answer by topic, for the topics met last: at most `limit` of them, and none that is itself long. */
export function remember<T>(find: (topic: string) => T, limit: number): (topic: string) => T {
  const known = new Map<string, T>();
  return (topic) => {
    const seen = known.get(topic);
    if (seen !== undefined) return seen;
    const found = find(topic);
    if (topic.length <= longTopicChars) {
      const oldest = known.size >= limit ? known.keys().next() : undefined;
      if (oldest && !oldest.done) known.delete(oldest.value);
      known.set(topic, found);
    }
    return found;
  };
}

const longTopicChars = 1_024;

function unshared(filter: string): string {
  const shared = /^\$share\/[^/]+\/(.+)$/s.exec(filter);
  return shared?.[1] ?? filter;
}

function level<T>(): Level<T> {
  return { next: new Map(), here: [], below: [] };
}
