/** Attempts under way at a time: enough to keep a broker busy, few enough not to look like an attack to it. */
const usualAtOnce = 16;

export const atOnceTo = ({ atOnce = usualAtOnce }: { readonly atOnce?: number }): number => atOnce;

/**
 * Works on every item, at most `limit` at a time.
 * @returns the results in the items' order
 * @throws the first error; no further item is begun after it, and those under way have ended by then, so that nothing outlives the call
 */
export async function atMost<T, R>(
  limit: number,
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Array<R>(items.length);
  const errors: unknown[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) {
      if (errors.length > 0) return;
      try {
        results[index] = await work(item, index);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (errors.length > 0) throw errors[0];
  return results;
}
