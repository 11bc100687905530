/** A process may have some thousand files open, and a stack may name more. */
const atATime = 64;

/** @returns what `work` makes of each, in the order given; so many at a time and no more */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  limit = atATime,
): Promise<readonly R[]> {
  const results = new Map<number, R>();
  const waiting = items.entries();
  const worker = async () => {
    for (const [i, item] of waiting) results.set(i, await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return items.flatMap((_, i) => (results.has(i) ? [results.get(i) as R] : []));
}
