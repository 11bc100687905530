/**
 * Starts a few sequences ahead of the one that is being consumed, so that their first reads overlap; consumes them in order, so that
 * answers do not depend on which read was faster.
 */
export async function* ahead<K, T>(
  keys: readonly K[],
  begin: (key: K) => AsyncGenerator<T>,
  width: number,
): AsyncGenerator<readonly [key: K, items: AsyncIterable<T>]> {
  const started: { items: AsyncGenerator<T>; first: Promise<IteratorResult<T>> }[] = [];
  let next = 0;
  try {
    for (const key of keys) {
      for (; next < keys.length && started.length < width; next++) {
        const items = begin(keys[next] as K);
        const first = items.next();
        first.catch(() => undefined);
        started.push({ items, first });
      }
      const one = started[0];
      if (!one) return;
      yield [key, resume(one.items, one.first)];
      started.shift();
      await one.items.return(undefined);
    }
  } finally {
    for (const { items } of started) await items.return(undefined);
  }
}

async function* resume<T>(items: AsyncGenerator<T>, first: Promise<IteratorResult<T>>): AsyncGenerator<T> {
  for (let step = await first; !step.done; step = await items.next()) yield step.value;
}
