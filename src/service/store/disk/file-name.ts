/**
 * Files of a store and their names. Names carry what must not depend on a byte inside: format, place in the order, marker.
 *
 *     log-0000000007.2f6c01d9a4b35e88.v1             commits 7, not yet folded
 *     seg-0000000001-0000000006-0.91ab….v1           chunks of the log files 1 to 6; 0: not rewritten yet
 *
 * Invariants: numbers only grow; a segment replaces the log files and the segments whose numbers lie within its own.
 */
import { readdir } from "node:fs/promises";

export interface LogName {
  readonly kind: "log";
  readonly name: string;
  readonly number: number;
  readonly marker: Buffer;
}

export interface SegmentName {
  readonly kind: "segment";
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** How often the same span was written anew. */
  readonly revision: number;
  readonly marker: Buffer;
}

export interface StoreFiles {
  /** In the order of their numbers. */
  readonly logs: readonly LogName[];
  readonly segments: readonly SegmentName[];
  /** Half-written or replaced: to be removed. */
  readonly leftovers: readonly string[];
}

export const unfinished = ".tmp";

export function logName(number: number, marker: Buffer): LogName {
  return { kind: "log", name: `log-${digits(number)}.${marker.toString("hex")}.v1`, number, marker };
}

export function segmentName(from: number, to: number, revision: number, marker: Buffer): SegmentName {
  const name = `seg-${digits(from)}-${digits(to)}-${revision}.${marker.toString("hex")}.v1`;
  return { kind: "segment", name, from, to, revision, marker };
}

export async function listFiles(dir: string): Promise<StoreFiles> {
  const names = await readdir(dir);
  const known = names.map(parseName).filter((name) => name !== undefined);
  const segments = known.filter((file) => file.kind === "segment");
  const logs = known.filter((file) => file.kind === "log");
  const replaced = (from: number, to: number, revision: number) =>
    segments.some((s) => s.from <= from && s.to >= to && (s.to - s.from > to - from || s.revision > revision));
  const current = segments.filter((s) => !replaced(s.from, s.to, s.revision));
  const unfolded = logs.filter((log) => !segments.some((s) => s.from <= log.number && s.to >= log.number));
  const kept = new Set([...current, ...unfolded].map(({ name }) => name));
  return {
    logs: unfolded.toSorted((a, b) => a.number - b.number),
    segments: current.toSorted((a, b) => a.from - b.from),
    leftovers: names.filter((name) => name.endsWith(unfinished) || (parseName(name) && !kept.has(name))),
  };
}

function parseName(name: string): LogName | SegmentName | undefined {
  const log = /^log-(\d{10,})\.([0-9a-f]{16})\.v1$/.exec(name);
  if (log) return logName(Number(log[1]), Buffer.from(log[2] ?? "", "hex"));
  const segment = /^seg-(\d{10,})-(\d{10,})-(\d+)\.([0-9a-f]{16})\.v1$/.exec(name);
  if (!segment) return undefined;
  const [, from, to, revision, marker = ""] = segment;
  return segmentName(Number(from), Number(to), Number(revision), Buffer.from(marker, "hex"));
}

const digits = (number: number): string => String(number).padStart(10, "0");
