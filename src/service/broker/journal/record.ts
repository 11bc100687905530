/** What outlives the process: sessions with clean session 0, what they are owed, and retained messages. */
import type { Qos } from "../wire/qos.ts";

export type JournalRecord =
  | { readonly kind: "session"; readonly client: string; readonly user: string }
  | { readonly kind: "forget"; readonly client: string }
  | { readonly kind: "subscribe"; readonly client: string; readonly filter: string; readonly qos: Qos }
  | { readonly kind: "unsubscribe"; readonly client: string; readonly filter: string }
  /** A message that a session is owed; `released` once its PUBREC has come, and then without payload. */
  | ({ readonly kind: "owe"; readonly client: string; readonly released: boolean } & Owing)
  | { readonly kind: "release"; readonly client: string; readonly seq: number }
  | { readonly kind: "paid"; readonly client: string; readonly seq: number }
  /** A QoS 2 message of the client's own that we took and whose PUBREL has not come. */
  | { readonly kind: "received"; readonly client: string; readonly id: number }
  | { readonly kind: "completed"; readonly client: string; readonly id: number }
  | { readonly kind: "retain"; readonly topic: string; readonly qos: Qos; readonly payload: Buffer }
  | { readonly kind: "unretain"; readonly topic: string };

export interface Owing {
  /** Place in the session's order; the packet identifier follows from it. */
  readonly seq: number;
  readonly topic: string;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly payload: Buffer;
}

/**
 * Where state is written down.
 * Invariant: `settled` resolves after everything noted before the call is on the disk.
 */
export interface Journal extends AsyncDisposable {
  /** @param make asked when it is written, and may then answer that nothing is left to write */
  note(make: () => JournalRecord | undefined): void;
  /** Counts notes: tells whether something was noted in between. */
  readonly noted: number;
  /** @returns undefined when nothing is waiting to be written. Rejects when it could not be */
  settled(): Promise<void> | undefined;
  /** Why nothing can be written at the moment. */
  readonly failing: string | undefined;
}

/** For a broker without a directory of its own: what is in memory is all there is. */
export const noJournal: Journal = {
  note() {},
  noted: 0,
  settled: () => undefined,
  failing: undefined,
  async [Symbol.asyncDispose]() {},
};
