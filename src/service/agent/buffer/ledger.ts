/** What is known after reading entries in the order they were written: numbers given, messages acknowledged, places reached. */
import type { Entry, StateEntry } from "./entry.ts";

export interface Ledger {
  /** Index of the next message. */
  next: number;
  /** Every message with an index below it is settled. */
  acked: number;
  /** Number of the next message, by topic; numbers start at 1. */
  readonly seqs: Map<string, number>;
  readonly marks: Map<string, string>;
}

export const emptyLedger = (): Ledger => ({ next: 0, acked: 0, seqs: new Map(), marks: new Map() });

/** Entries come in the order they were written, so the later knows better. */
export function enter(ledger: Ledger, entry: Entry): void {
  switch (entry.is) {
    case "message":
      ledger.next = entry.index + 1;
      ledger.seqs.set(entry.topic, entry.seq + 1);
      if (entry.mark) ledger.marks.set(entry.mark.source, entry.mark.place);
      return;
    case "ack":
      ledger.acked = Math.max(ledger.acked, entry.upTo);
      return;
    case "state":
      ledger.next = entry.next;
      ledger.acked = Math.max(ledger.acked, entry.acked);
      for (const [topic, next] of entry.seqs) ledger.seqs.set(topic, next);
      for (const [source, place] of entry.marks) ledger.marks.set(source, place);
  }
}

export function stateOf(ledger: Ledger): StateEntry {
  return {
    is: "state",
    next: ledger.next,
    acked: ledger.acked,
    seqs: [...ledger.seqs],
    marks: [...ledger.marks],
  };
}

export const seqOf = (ledger: Ledger, topic: string): number => ledger.seqs.get(topic) ?? 1;
