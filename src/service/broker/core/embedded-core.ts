/** Our own core, put together; docs/decisions/010-broker-core.md says why it is our own. */
import type { Duplex } from "node:stream";
import type { LoginSeen } from "../../../model/login-seen.ts";
import { openJournal, type Reopened } from "../journal/open-journal.ts";
import { type Journal, type JournalRecord, noJournal } from "../journal/record.ts";
import type { Kept } from "../journal/replay.ts";
import { Exchange } from "../route/exchange.ts";
import { IntakeGate } from "../route/intake-gate.ts";
import { Message } from "../route/message.ts";
import { Retained } from "../route/retained.ts";
import { Router } from "../route/router.ts";
import { Sessions } from "../session/sessions.ts";
import type { Core } from "./core.ts";
import type { CoreOptions } from "./core-options.ts";
import { printable, quietLog } from "./quiet-log.ts";
import { Reception } from "./reception.ts";
import { reportSystem } from "./system-report.ts";

/** Bytes of all clients together that may wait for an ingest service that is away. */
const awaitingIntakeBytes = 64 * 1024 * 1024;

/** @throws Fault when the directory for sessions cannot be used */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { kept, begin } = await openJournal(options.dataDir, options.log, options.now);
  const core = new EmbeddedCore(options);
  try {
    await core.open(kept, begin);
    return core;
  } catch (error) {
    await core[Symbol.asyncDispose]();
    throw error;
  }
}

class EmbeddedCore implements Core {
  readonly #options: CoreOptions;
  readonly #gate: IntakeGate;
  readonly #exchange: Exchange;
  readonly #sessions: Sessions;
  readonly #reception: Reception;
  readonly #report: Disposable;
  #journal: Journal = noJournal;

  constructor(options: CoreOptions) {
    this.#options = options;
    const { limits, bounds, counters, rights } = options;
    const clock = () => performance.now();
    const say = quietLog(options.log, clock);
    const warn = (about: Readonly<Record<string, string | undefined>>, what: string) => say(cleaned(about), what);
    const router = new Router();
    const retained = new Retained(bounds.retainedMessages, bounds.retainedBytes);
    this.#gate = new IntakeGate({
      intake: options.intake,
      expected: options.expectsIntake,
      absentMs: bounds.intakeAbsentMs,
      waitingBytes: awaitingIntakeBytes,
    });
    const exchange = new Exchange(router, retained, this.#gate, counters);
    const pool = { bytes: 0, limitBytes: bounds.owedBytes };
    const sessions = new Sessions(
      {
        limits: { ...bounds, messages: limits.queuedMessages, bytes: limits.queuedBytes, pool },
        absent: bounds.absentSessions,
        router,
        counters,
        mayReceive: (who, topic) => rights.mayReceive(who, topic),
        onDropped: ({ user, clientId }) => warn({ user, client: clientId }, "queue full: message dropped"),
      },
      noJournal,
    );
    this.#exchange = exchange;
    this.#sessions = sessions;
    this.#reception = new Reception({ ...options, exchange, sessions, clock, warn });
    this.#report = reportSystem(exchange, counters, bounds.reportMs, clock);
  }

  async open(kept: Kept, begin: Reopened["begin"]): Promise<void> {
    const { users, counters } = this.#options;
    this.#sessions.restore(kept.sessions, (user) => users().has(user));
    for (const [topic, { qos, payload }] of kept.retained)
      this.#exchange.retained.set(new Message(topic, payload, qos));
    this.#journal = await begin(
      () => this.#state(),
      () => counters.journalFailures++,
    );
    this.#sessions.journalTo(this.#journal);
    this.#exchange.journalTo(this.#journal);
  }

  serve(socket: Duplex, from: string): void {
    this.#reception.serve(socket, from);
  }

  accessChanged(): void {
    const { users } = this.#options;
    this.#exchange.router.forget();
    this.#reception.accessChanged();
    this.#sessions.endUnless((user) => users().has(user));
  }

  logins(users: ReadonlySet<string>): readonly LoginSeen[] {
    return this.#reception.logins(users);
  }

  gauges(): Readonly<Record<string, number>> {
    return { sessions_absent: this.#sessions.absent, retained_messages: this.#exchange.retained.count };
  }

  trouble(): string | undefined {
    const { failing } = this.#journal;
    return failing === undefined ? undefined : `sessions and retained messages cannot be written: ${failing}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#report[Symbol.dispose]();
    this.#reception[Symbol.dispose]();
    this.#gate[Symbol.dispose]();
    await this.#journal[Symbol.asyncDispose]();
  }

  *#state(): Iterable<JournalRecord> {
    yield* this.#sessions.state();
    const retained: Message[] = [];
    this.#exchange.retained.all((message) => {
      // The broker's own figures are made anew.
      if (!message.topic.startsWith("$")) retained.push(message);
    });
    for (const { topic, qos, payload } of retained) yield { kind: "retain", topic, qos, payload };
  }
}

function cleaned(about: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const said = Object.entries(about).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(said.map(([name, text]) => [name, printable(text)]));
}
