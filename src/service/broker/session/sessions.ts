/**
 * All sessions by client identifier.
 * Invariants: a client identifier belongs to the user who brought it first, for as long as the session lives; whatever makes or ends a
 * persistent session is noted in the journal.
 */
import type { Counters } from "../core/counters.ts";
import type { Journal, JournalRecord } from "../journal/record.ts";
import type { Kept } from "../journal/replay.ts";
import { treeBytes } from "../route/levels.ts";
import { Message } from "../route/message.ts";
import type { Router } from "../route/router.ts";
import type { Qos } from "../wire/qos.ts";
import { journalLedger, owing } from "./journal-ledger.ts";
import type { OutboundLimits } from "./outbound.ts";
import { Session, type Who } from "./session.ts";

export interface SessionsOptions {
  readonly limits: OutboundLimits;
  /** Sessions without a connection that are kept. */
  readonly absent: number;
  readonly router: Router;
  readonly counters: Counters;
  readonly mayReceive: (who: Who, topic: string) => boolean;
  readonly onDropped: (who: Who) => void;
}

export class Sessions {
  readonly #options: SessionsOptions;
  readonly #byClient = new Map<string, Session>();
  /** In the order in which their clients left. */
  readonly #absent = new Set<Session>();
  #journal: Journal;

  constructor(options: SessionsOptions, journal: Journal) {
    this.#options = options;
    this.#journal = journal;
  }

  get absent(): number {
    return this.#absent.size;
  }

  /**
   * @returns the session for a client that has logged in, and whether it was there before [MQTT-3.2.2-2]; "taken" when the identifier
   * belongs to another user
   */
  open(who: Who, clean: boolean): { readonly session: Session; readonly present: boolean } | "taken" {
    const before = this.#byClient.get(who.clientId);
    if (before && before.user !== who.user) return "taken";
    if (before?.channel) {
      this.#options.counters.sessionsTakenOver++;
      before.channel.close("taken-over");
    }
    if (before?.persistent && !clean) {
      this.#absent.delete(before);
      return { session: before, present: true };
    }
    if (before) this.end(before);
    const session = this.#make(who, clean);
    if (!clean) this.#journal.note(() => ({ kind: "session", client: who.clientId, user: who.user }));
    return { session, present: false };
  }

  /** The connection of the session has gone. */
  leave(session: Session): void {
    session.detach();
    if (!session.persistent) {
      this.end(session);
      return;
    }
    this.#absent.add(session);
    for (const oldest of this.#absent) {
      if (this.#absent.size <= this.#options.absent) return;
      this.#options.counters.sessionsEvicted++;
      this.end(oldest);
    }
  }

  end(session: Session): void {
    if (this.#byClient.get(session.clientId) !== session) return;
    this.#byClient.delete(session.clientId);
    this.#absent.delete(session);
    session.outbound.forgive();
    for (const filter of session.subscriptions.keys()) this.#options.router.unsubscribe(filter, session);
    if (session.persistent) this.#journal.note(() => ({ kind: "forget", client: session.clientId }));
  }

  /** Ends sessions of users who are no more; their clients are gone already. */
  endUnless(known: (user: string) => boolean): void {
    for (const session of [...this.#byClient.values()]) if (!known(session.user)) this.end(session);
  }

  /** Those that outlast their connections. */
  *awaited(): Iterable<Session> {
    for (const session of this.#byClient.values()) if (session.persistent) yield session;
  }

  subscribe(session: Session, filter: string, qos: Qos): void {
    this.#hang(session, filter, qos);
    if (session.persistent) this.#journal.note(() => ({ kind: "subscribe", client: session.clientId, filter, qos }));
  }

  unsubscribe(session: Session, filter: string): void {
    if (!session.subscriptions.delete(filter)) return;
    session.subscriptionBytes -= treeBytes(filter);
    this.#options.router.unsubscribe(filter, session);
    if (session.persistent) this.#journal.note(() => ({ kind: "unsubscribe", client: session.clientId, filter }));
  }

  /** Puts back what an earlier run kept; sessions of users who are no more are left out. */
  restore(kept: Kept["sessions"], known: (user: string) => boolean): void {
    for (const [clientId, { user, subscriptions, owed, received }] of kept) {
      if (!known(user)) continue;
      const session = this.#make({ clientId, user }, false, received);
      this.#absent.add(session);
      for (const [filter, qos] of subscriptions) this.#hang(session, filter, qos);
      for (const { seq, topic, payload, qos, retain, released } of owed)
        session.outbound.restore(seq, released ? undefined : new Message(topic, payload, qos), qos, retain);
    }
  }

  /** From here on changes are noted there. */
  journalTo(journal: Journal): void {
    this.#journal = journal;
  }

  *state(): Iterable<JournalRecord> {
    for (const session of this.#byClient.values()) {
      if (!session.persistent) continue;
      const client = session.clientId;
      yield { kind: "session", client, user: session.user };
      for (const [filter, qos] of session.subscriptions) yield { kind: "subscribe", client, filter, qos };
      for (const owed of session.outbound) yield owing(client, owed);
      for (const id of session.inbound.received) yield { kind: "received", client, id };
    }
  }

  #hang(session: Session, filter: string, qos: Qos): void {
    if (!session.subscriptions.has(filter)) session.subscriptionBytes += treeBytes(filter);
    session.subscriptions.set(filter, qos);
    this.#options.router.subscribe(filter, session, qos);
  }

  #make(who: Who, clean: boolean, received: Iterable<number> = []): Session {
    const { limits, counters, mayReceive, onDropped } = this.#options;
    const ledger = clean ? undefined : journalLedger(() => this.#journal, who.clientId);
    const { user, clientId } = who;
    const session = new Session({ user, clientId, limits, counters, mayReceive, onDropped, ledger, received });
    this.#byClient.set(clientId, session);
    return session;
  }
}
