const firstMs = 1_000;
const longestMs = 5 * 60_000;

/** How long to leave alone what has failed this many times in a row, in milliseconds: twice as long each time, up to five minutes. */
export function backOffMs(failures: number): number {
  return failures <= 0 ? 0 : Math.min(firstMs * 2 ** Math.min(failures - 1, 30), longestMs);
}
