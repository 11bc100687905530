import type { Qos } from "../wire/qos.ts";
import type { JournalRecord, Owing } from "./record.ts";

/** State as a journal tells it. */
export interface Kept {
  readonly sessions: ReadonlyMap<string, KeptSession>;
  readonly retained: ReadonlyMap<string, { readonly qos: Qos; readonly payload: Buffer }>;
}

interface KeptSession {
  readonly user: string;
  readonly subscriptions: ReadonlyMap<string, Qos>;
  /** In the order in which they are owed. */
  readonly owed: readonly (Owing & { readonly released: boolean })[];
  readonly received: ReadonlySet<number>;
}

interface Building {
  readonly user: string;
  readonly subscriptions: Map<string, Qos>;
  readonly owed: Map<number, Owing & { readonly released: boolean }>;
  readonly received: Set<number>;
}

/** Carries the records out in turn. One that speaks of a session that is not there is left out: what created it was lost. */
export function replay(records: readonly JournalRecord[]): Kept {
  const building = new Map<string, Building>();
  const retained = new Map<string, { qos: Qos; payload: Buffer }>();
  for (const record of records) {
    if (record.kind === "retain") retained.set(record.topic, { qos: record.qos, payload: record.payload });
    else if (record.kind === "unretain") retained.delete(record.topic);
    else if (record.kind === "forget") building.delete(record.client);
    else if (record.kind === "session") building.set(record.client, begin(record.user));
    else replayIn(building.get(record.client), record);
  }
  const sessions = new Map<string, KeptSession>();
  for (const [client, { user, subscriptions, owed, received }] of building) {
    const inOrder = [...owed.values()].sort((a, b) => a.seq - b.seq);
    sessions.set(client, { user, subscriptions, owed: inOrder, received });
  }
  return { sessions, retained };
}

type OfSession = Exclude<JournalRecord, { kind: "retain" | "unretain" | "forget" | "session" }>;

function replayIn(session: Building | undefined, record: OfSession): void {
  if (!session) return;
  switch (record.kind) {
    case "subscribe":
      session.subscriptions.set(record.filter, record.qos);
      return;
    case "unsubscribe":
      session.subscriptions.delete(record.filter);
      return;
    case "owe":
      session.owed.set(record.seq, record);
      return;
    case "release": {
      const owed = session.owed.get(record.seq);
      if (owed) session.owed.set(record.seq, { ...owed, released: true });
      return;
    }
    case "paid":
      session.owed.delete(record.seq);
      return;
    case "received":
      session.received.add(record.id);
      return;
    case "completed":
      session.received.delete(record.id);
  }
}

const begin = (user: string): Building => ({ user, subscriptions: new Map(), owed: new Map(), received: new Set() });
