/**
 * Goes through a series' sources in order of time: chunks and rows in memory, which may overlap and say the same time twice.
 * The time is cut into windows within which the same sources speak; where only one does, its rows pass untouched.
 */
import { mergeRows } from "../chunk/merge-rows.ts";
import { type Rows, sliceRows } from "../chunk/rows.ts";

export interface Source {
  readonly minNs: bigint;
  /** Inclusive. */
  readonly maxNs: bigint;
  /** All its rows, or at least those that were asked for. */
  load(): Rows | Promise<Rows>;
}

export interface Window {
  readonly fromNs: bigint;
  /** Exclusive. */
  readonly toNs: bigint;
  /** Older first, as they were given. */
  readonly sources: readonly Source[];
}

/**
 * @param sources older ones first: of two values with the same time, the later source's counts
 * @param readAhead windows whose sources are being read, the present one included: reading overlaps with reckoning
 */
export async function* sweep(
  sources: readonly Source[],
  fromNs: bigint,
  toNs: bigint,
  descending = false,
  readAhead = 4,
): AsyncGenerator<Rows> {
  const windows = windowsOf(sources, fromNs, toNs);
  if (descending) windows.reverse();
  const open = new Map<Source, Rows | Promise<Rows>>();
  for (const [i, window] of windows.entries()) {
    for (const ahead of windows.slice(i, i + readAhead)) for (const source of ahead.sources) start(open, source);
    const parts: Rows[] = [];
    for (const source of window.sources) {
      const loading = open.get(source);
      const rows = loading instanceof Promise ? await loading : loading;
      if (!rows) continue;
      open.set(source, rows);
      const part = sliceRows(rows, window.fromNs, window.toNs);
      if (part.count > 0) parts.push(part);
    }
    for (const source of window.sources) if (!windows[i + 1]?.sources.includes(source)) open.delete(source);
    if (parts.length > 0) yield mergeRows(parts);
  }
}

/** In ascending order; times that no source speaks about are left out. */
export function windowsOf(sources: readonly Source[], fromNs: bigint, toNs: bigint): Window[] {
  const clipped = sources
    .map((source, age) => ({ source, age, from: later(source.minNs, fromNs), to: earlier(source.maxNs + 1n, toNs) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : a.age - b.age));
  const windows: Window[] = [];
  let speaking: typeof clipped = [];
  let next = 0;
  let at = clipped[0]?.from ?? toNs;
  while (speaking.length > 0 || next < clipped.length) {
    const waiting = clipped[next];
    if (speaking.length === 0 && waiting && waiting.from > at) at = waiting.from;
    for (let one = clipped[next]; one && one.from === at; one = clipped[++next]) speaking.push(one);
    const start = clipped[next]?.from;
    const end = speaking.reduce((least, { to }) => earlier(least, to), start ?? toNs);
    const inAge = speaking.length > 1 ? speaking.toSorted((a, b) => a.age - b.age) : speaking;
    windows.push({ fromNs: at, toNs: end, sources: inAge.map(({ source }) => source) });
    speaking = speaking.filter(({ to }) => to > end);
    at = end;
  }
  return windows;
}

function start(open: Map<Source, Rows | Promise<Rows>>, source: Source): void {
  if (open.has(source)) return;
  const loading = source.load();
  open.set(source, loading);
  // Whoever awaits it hears of a failure; nobody may be left to, when the asker has gone.
  if (loading instanceof Promise) loading.catch(() => undefined);
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const earlier = (a: bigint, b: bigint): bigint => (a < b ? a : b);
