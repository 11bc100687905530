/** Merges segments, and removes what has expired. */
import { segmentName } from "../disk/file-name.ts";
import { Frames } from "../disk/frames.ts";
import type { Segment } from "../disk/segment.ts";
import type { Shelf } from "../disk/shelf.ts";
import type { Catalogue } from "../live/catalogue.ts";
import { choose } from "./choose.ts";
import { type Rewriter, rewriteSegment } from "./rewrite.ts";
import { storedSources } from "./sources.ts";

export interface Tidying {
  readonly shelf: Shelf;
  readonly catalogue: Catalogue;
  /** Points before this have expired, in nanoseconds since the epoch. */
  readonly cutoffNs: bigint;
  /** Longest time that a merged segment may span. */
  readonly spanLimitNs: bigint;
  /** Is told of chunks that are damaged. */
  readonly report: (what: string) => void;
}

/** @returns false when there is nothing worth doing */
export async function tidy(tidying: Tidying, signal: AbortSignal): Promise<boolean> {
  const { shelf, cutoffNs, spanLimitNs } = tidying;
  const choice = choose(
    shelf.segments.map((segment) => candidate(segment, cutoffNs)),
    cutoffNs,
    spanLimitNs,
  );
  const old = choice ? shelf.segments.slice(choice.from, choice.to) : [];
  const [first, last] = [old[0], old.at(-1)];
  if (!first || !last) return false;
  const revision = first === last ? first.name.revision + 1 : 0;
  const name = segmentName(first.name.from, last.name.to, revision, new Frames().marker);
  const fresh = await rewriteSegment(shelf, name, signal, (rewriter) => merge(rewriter, old, tidying));
  await shelf.replace(old, fresh);
  return true;
}

async function merge(
  rewriter: Rewriter,
  old: readonly Segment[],
  { catalogue, cutoffNs, report }: Tidying,
): Promise<void> {
  const segments = old.filter(({ maxNs }) => maxNs >= cutoffNs);
  const ids = new Set(segments.flatMap(({ places }) => [...new Set(places.series)]));
  const sourcesOf = storedSources(segments, report);
  for (const id of [...ids].sort((a, b) => a - b)) {
    const series = catalogue.byId(id);
    if (series) await rewriter.write(series, sourcesOf(series), cutoffNs);
  }
}

function candidate(segment: Segment, cutoffNs: bigint) {
  const { sizeBytes, minNs, maxNs } = segment;
  return { sizeBytes, minNs, maxNs, expiredBytes: minNs >= cutoffNs ? 0 : segment.bytesBefore(cutoffNs) };
}
