/** What one client publishes, at each QoS, MQTT 3.1.1 section 4.3. */
import type { Counters } from "../core/counters.ts";
import type { Connection } from "../link/connection.ts";
import { both, type Exchange, type Publication } from "../route/exchange.ts";
import type { Session } from "../session/session.ts";
import { type Ack, ack } from "../wire/answers.ts";
import { PublishView } from "../wire/publish.ts";
import type { AckQueue } from "./ack-queue.ts";
import type { KnownTopic, TopicMemo } from "./topic-memo.ts";

export interface PublisherOptions {
  readonly connection: Connection;
  readonly exchange: Exchange;
  readonly session: Session;
  readonly topics: TopicMemo;
  readonly answers: AckQueue;
  readonly counters: Counters;
  /** Bytes that may wait to become durable before nothing more is read. */
  readonly unstoredBytes: number;
  /** QoS 2 messages that may wait for their PUBREL. */
  readonly openLimit: number;
  readonly onDenied: (topic: string) => void;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #view = new PublishView();
  #awaitedBytes = 0;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  /** @returns what is wrong with the packet */
  publish(first: number, bytes: Buffer, start: number, end: number): string | undefined {
    const { counters, topics } = this.#options;
    const view = this.#view;
    const wrong = view.read(first, bytes, start, end);
    if (wrong) return wrong.violation;
    const known = topics.look(bytes, view.topicStart, view.topicEnd);
    if (!known) return "topic name is empty, too deep, not UTF-8 or has a wildcard [MQTT-3.3.2-1] [MQTT-3.3.2-2]";
    counters.publishesReceived++;
    if (!known.allowed) {
      this.#deny(known);
      return undefined;
    }
    const { qos, retain, id } = view;
    const message: Publication = { topic: known.topic, payload: bytes.subarray(view.payloadStart, end), qos, retain };
    if (qos === 2) return this.#twice(id, message, known);
    const due = this.#options.exchange.publish(message, known.route);
    if (qos === 1) this.#answer(ack.puback, id, due, end - start);
    else if (due) this.#await(due, end - start);
    return undefined;
  }

  /** @returns what is wrong with it */
  release(id: number): string | undefined {
    const { session, answers } = this.#options;
    const was = session.inbound.complete(id);
    if (was === "busy") return "PUBREL for a message that was not acknowledged [MQTT-4.3.3-1]";
    if (was === "completed") session.ledger?.completed(id);
    // Answered only once it is written that the identifier is free: else a crash would swallow the next message that bears it.
    answers.ack(ack.pubcomp, id, session.ledger?.settled());
    return undefined;
  }

  /**
   * A publish without the right to it is acknowledged and thrown away: closing the connection instead, the other choice of
   * [MQTT-3.3.5-2], would have the client send it again for ever.
   */
  #deny(known: KnownTopic): void {
    const { id, qos } = this.#view;
    this.#options.counters.publishesDenied++;
    this.#options.onDenied(known.topic);
    if (qos === 1) this.#options.answers.ack(ack.puback, id, undefined);
    else if (qos === 2) this.#options.answers.ack(ack.pubrec, id, undefined);
  }

  #twice(id: number, message: Publication, known: KnownTopic): string | undefined {
    const { exchange, session, openLimit } = this.#options;
    const { inbound, ledger } = session;
    const status = inbound.status(id);
    if (status !== "new") {
      this.#answer(ack.pubrec, id, status, message.payload.length);
      return undefined;
    }
    if (inbound.open >= openLimit) return "too many QoS 2 messages wait for their PUBREL";
    const due = exchange.mustRefuse(message, known.route)
      ? Promise.reject(new Error("it could not be written down"))
      : inbound.take(id, exchange.store(message), () => {
          ledger?.received(id);
          return both(exchange.send(message, exchange.router.route(message.topic)), ledger?.settled());
        });
    this.#answer(ack.pubrec, id, due, message.payload.length);
    return undefined;
  }

  /** Called when less waits than before. */
  eased(): void {
    const { connection, unstoredBytes } = this.#options;
    if (this.#unstoredBytes <= unstoredBytes / 2) connection.release("unstored");
  }

  get #unstoredBytes(): number {
    return this.#awaitedBytes + this.#options.answers.waitingBytes;
  }

  #answer(kind: Ack, id: number, due: Promise<void> | undefined, bytes: number): void {
    this.#options.answers.ack(kind, id, due, bytes);
    this.#bound();
  }

  /** At QoS 0 nobody is told, and the bound holds all the same. */
  #await(due: Promise<void>, bytes: number): void {
    this.#awaitedBytes += bytes;
    this.#bound();
    const over = () => {
      this.#awaitedBytes -= bytes;
      this.eased();
    };
    due.then(over, () => {
      this.#options.counters.messagesUnstored++;
      over();
    });
  }

  /** Bounds what one client may have waiting: beyond it we read nothing more from it. */
  #bound(): void {
    const { connection, unstoredBytes } = this.#options;
    if (this.#unstoredBytes > unstoredBytes) connection.hold("unstored");
  }
}
