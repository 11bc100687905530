/** The buffer's directory (0700): segment files, numbered in the order they were begun. */
import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { entryOf } from "./entry.ts";
import { framesIn } from "./frame.ts";
import { emptyLedger, enter, type Ledger } from "./ledger.ts";
import { newFileStore, oldFileStore, type Store } from "./store.ts";

/** A run of messages. */
export interface Segment {
  readonly store: Store;
  /** Index of its first message. */
  readonly first: number;
  /** One above the index of its last message; `first` when it has none. */
  next: number;
}

export interface Recovered {
  readonly ledger: Ledger;
  readonly segments: Segment[];
  /** Number for the next file. */
  readonly number: number;
  /** Bytes that belonged to no whole frame. */
  readonly damagedBytes: number;
  /** Files that could not be read, and are left alone: name and reason. */
  readonly unreadable: readonly string[];
}

/** @throws the system's error when the directory can neither be made nor listed */
export function recover(dir: string): Recovered {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const ledger = emptyLedger();
  const segments: Segment[] = [];
  const unreadable: string[] = [];
  let damagedBytes = 0;
  const numbers = readdirSync(dir).flatMap((name) => (/^\d{10}\.seg$/.test(name) ? [Number.parseInt(name, 10)] : []));
  for (const number of numbers.sort((a, b) => a - b)) {
    try {
      segments.push(readSegment(oldFileStore(pathOf(dir, number)), ledger, (bytes) => (damagedBytes += bytes)));
    } catch (error) {
      unreadable.push(`${nameOf(number)}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return { ledger, segments, number: (numbers.at(-1) ?? 0) + 1, damagedBytes, unreadable };
}

export const newSegmentFile = (dir: string, number: number): Store => newFileStore(pathOf(dir, number));

function readSegment(store: Store, ledger: Ledger, damaged: (bytes: number) => void): Segment {
  let first: number | undefined;
  let next = ledger.next;
  for (const frame of framesIn(store, 0, damaged)) {
    const entry = entryOf(frame);
    if (!entry) continue;
    enter(ledger, entry);
    if (entry.is !== "message") continue;
    first ??= entry.index;
    next = entry.index + 1;
  }
  return first === undefined ? { store, first: ledger.next, next: ledger.next } : { store, first, next };
}

const nameOf = (number: number): string => `${String(number).padStart(10, "0")}.seg`;
const pathOf = (dir: string, number: number): string => join(dir, nameOf(number));
