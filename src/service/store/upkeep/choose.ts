/** Which segments are worth being written anew. Pure: sizes and times in, a choice out. */

/** What there is to know of a segment for that. */
export interface Candidate {
  readonly sizeBytes: number;
  readonly minNs: bigint;
  readonly maxNs: bigint;
  /** Bytes of its chunks that are older than the points that are kept. */
  readonly expiredBytes: number;
}

export interface Choice {
  /** The segments `from` to `to`, exclusive, become one. */
  readonly from: number;
  readonly to: number;
}

/** Neighbours of about one size that are merged at a time: each byte is written again log8(all / fold) times. */
const fanIn = 8;
/** Segments are not merged beyond this, so that a merge stays short. */
const mergedLimitBytes = 64 * 1024 * 1024;

/**
 * Segments whose points have all expired go first, one at a time; then those half of which has; then neighbours of about one size.
 * @param segments oldest first
 * @param spanLimitNs longest time that a merged segment may span, so that it expires as a whole
 */
export function choose(segments: readonly Candidate[], cutoffNs: bigint, spanLimitNs: bigint): Choice | undefined {
  const gone = segments.findIndex(({ maxNs }) => maxNs < cutoffNs);
  if (gone >= 0) return { from: gone, to: gone + 1 };
  const half = segments.findIndex(({ sizeBytes, expiredBytes }) => expiredBytes > sizeBytes / 2);
  if (half >= 0) return { from: half, to: half + 1 };
  for (let from = 0; from + fanIn <= segments.length; from++) {
    const some = segments.slice(from, from + fanIn);
    const total = some.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    const largest = Math.max(...some.map(({ sizeBytes }) => sizeBytes));
    const alike = largest * 2 <= total;
    if (alike && total <= mergedLimitBytes && spanOf(some) <= spanLimitNs) return { from, to: from + fanIn };
  }
  return undefined;
}

function spanOf(segments: readonly Candidate[]): bigint {
  const min = segments.reduce((least, { minNs }) => (minNs < least ? minNs : least), segments[0]?.minNs ?? 0n);
  const max = segments.reduce((most, { maxNs }) => (maxNs > most ? maxNs : most), segments[0]?.maxNs ?? 0n);
  return max - min;
}
