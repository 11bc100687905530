export interface Keyed<T> {
  readonly thing: T;
  readonly keys: readonly string[];
}

/**
 * Sorts things into groups, in which each has a key in common with some other (union-find over the keys, so nearly linear). Things
 * without keys are left out; groups and things in them keep the order of their first.
 */
export function together<T>(all: readonly Keyed<T>[]): readonly (readonly Keyed<T>[])[] {
  const above = new Map<string, string>();
  const top = (key: string): string => {
    let at = key;
    for (let next = above.get(at); next !== undefined; next = above.get(at)) {
      const further = above.get(next);
      if (further !== undefined) above.set(at, further);
      at = next;
    }
    return at;
  };
  for (const { keys } of all) {
    for (const key of keys) {
      const [one, other] = [top(keys[0] ?? key), top(key)];
      if (one !== other) above.set(other, one);
    }
  }
  const groups = new Map<string, Keyed<T>[]>();
  for (const keyed of all) {
    const [first] = keyed.keys;
    if (first === undefined) continue;
    const group = groups.get(top(first));
    if (group) group.push(keyed);
    else groups.set(top(first), [keyed]);
  }
  return [...groups.values()];
}
