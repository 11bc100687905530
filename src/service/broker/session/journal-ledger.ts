import type { Journal, JournalRecord } from "../journal/record.ts";
import type { Ledger, Owed } from "./outbound.ts";

/** Notes what changes for one client. A message that is acknowledged before it would be written is never written. */
export function journalLedger(journal: () => Journal, client: string): Ledger {
  return {
    owe: (owed) => journal().note(() => (owed.done ? undefined : owing(client, owed))),
    release: (owed) => journal().note(() => (owed.written ? { kind: "release", client, seq: owed.seq } : undefined)),
    paid: (owed) => journal().note(() => (owed.written ? { kind: "paid", client, seq: owed.seq } : undefined)),
    received: (id) => journal().note(() => ({ kind: "received", client, id })),
    completed: (id) => journal().note(() => ({ kind: "completed", client, id })),
    settled: () => journal().settled(),
  };
}

/** The message as a record; from here on it counts as written. */
export function owing(client: string, owed: Owed): JournalRecord {
  owed.written = true;
  const { seq, qos, retain, message } = owed;
  const topic = message?.topic ?? "";
  return { kind: "owe", client, released: !message, seq, topic, qos, retain, payload: message?.payload ?? nothing };
}

const nothing = Buffer.alloc(0);
