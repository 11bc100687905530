/** Makes chunks of the rows that wait in memory, and gives up the log files that held them. */
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { segmentName } from "../disk/file-name.ts";
import { Frames } from "../disk/frames.ts";
import type { Shelf } from "../disk/shelf.ts";
import type { Memory } from "../live/memory.ts";
import { rewriteSegment } from "./rewrite.ts";
import { runSources } from "./sources.ts";

/** @returns false when nothing waits */
export async function fold(shelf: Shelf, memory: Memory, signal: AbortSignal): Promise<boolean> {
  const { folding } = memory;
  if (!folding) return false;
  const numbers = folding.logs.map(({ number }) => number);
  const name = segmentName(Math.min(...numbers), Math.max(...numbers), 0, new Frames().marker);
  const fresh = await rewriteSegment(shelf, name, signal, async (rewriter) => {
    for (const series of folding.series) await rewriter.write(series, runSources(series));
  });
  // In one breath: a query sees the rows either in memory or in chunks.
  const shown = shelf.replace([], fresh);
  memory.thaw();
  await shown;
  for (const log of folding.logs) await unlink(join(shelf.dir, log.name));
  return true;
}
