/** A client that has logged in: what its packets do, MQTT 3.1.1 chapter 3. */
import type { Counters } from "../core/counters.ts";
import type { Connection, Talk } from "../link/connection.ts";
import type { Message } from "../route/message.ts";
import type { Ending } from "../session/channel.ts";
import type { AckKind } from "../session/outbound.ts";
import type { Session } from "../session/session.ts";
import { ack, pingresp, refusedFilter, suback, type } from "../wire/answers.ts";
import type { Qos } from "../wire/qos.ts";
import { readSubscribe, readUnsubscribe } from "../wire/subscribe.ts";
import type { AckQueue } from "./ack-queue.ts";
import type { Publisher } from "./publisher.ts";

export interface ConversationOptions {
  readonly connection: Connection;
  readonly session: Session;
  readonly publisher: Publisher;
  readonly answers: AckQueue;
  readonly counters: Counters;
  /** Makes the subscription if the client has the right to it and room for it. */
  readonly subscribe: (filter: string, qos: Qos) => boolean;
  readonly unsubscribe: (filter: string) => void;
  readonly retained: (filter: string, visit: (message: Message) => void) => void;
  readonly onEnd: (why: Ending) => void;
}

export class Conversation implements Talk {
  readonly #options: ConversationOptions;

  constructor(options: ConversationOptions) {
    this.#options = options;
  }

  frame(first: number, bytes: Buffer, start: number, end: number): boolean {
    const wrong = this.#handle(first, bytes, start, end);
    if (wrong === undefined) return true;
    this.#options.connection.close("malformed", wrong);
    return false;
  }

  onTaken(): void {
    this.#options.session.pump();
  }

  ended(why: Ending): void {
    this.#options.onEnd(why);
  }

  /** @returns what is wrong with the packet. Flags that are not as section 2.2.2 has them make it an unknown one [MQTT-2.2.2-2] */
  #handle(first: number, bytes: Buffer, start: number, end: number): string | undefined {
    if (first >> 4 === type.publish) return this.#options.publisher.publish(first, bytes, start, end);
    switch (first) {
      case type.puback << 4:
        return this.#acknowledged("puback", bytes, start, end);
      case type.pubrec << 4:
        return this.#acknowledged("pubrec", bytes, start, end);
      case type.pubcomp << 4:
        return this.#acknowledged("pubcomp", bytes, start, end);
      case (type.pubrel << 4) | 2: {
        const id = identifier(bytes, start, end);
        return id ? this.#options.publisher.release(id) : badIdentifier;
      }
      case (type.subscribe << 4) | 2:
        return this.#subscribe(bytes, start, end);
      case (type.unsubscribe << 4) | 2:
        return this.#unsubscribe(bytes, start, end);
      case type.pingreq << 4:
        if (start !== end) return "PINGREQ with a body";
        this.#options.connection.send(pingresp);
        return undefined;
      case type.disconnect << 4:
        if (start !== end) return "DISCONNECT with a body";
        this.#options.connection.close("disconnect");
        return undefined;
      case type.connect << 4:
        return "a second CONNECT [MQTT-3.1.0-2]";
      default:
        return "no packet that a client sends, or flags it must not have [MQTT-2.2.2-2]";
    }
  }

  #acknowledged(kind: AckKind, bytes: Buffer, start: number, end: number): string | undefined {
    const id = identifier(bytes, start, end);
    if (!id) return badIdentifier;
    const due = this.#options.session.outbound.acknowledge(kind, id);
    return due ? undefined : "an acknowledgement that is not due, section 4.3";
  }

  #subscribe(bytes: Buffer, start: number, end: number): string | undefined {
    const subscribe = readSubscribe(bytes, start, end);
    if ("violation" in subscribe) return subscribe.violation;
    const { connection, session, answers, counters } = this.#options;
    const granted = subscribe.requests.filter(({ filter, qos }) => this.#options.subscribe(filter, qos));
    counters.subscriptionsGranted += granted.length;
    counters.subscriptionsDenied += subscribe.requests.length - granted.length;
    const codes = subscribe.requests.map((request) => (granted.includes(request) ? request.qos : refusedFilter));
    answers.inTurn(session.ledger?.settled(), () => {
      if (!connection.open) return;
      connection.send(suback(subscribe.id, codes));
      for (const { filter, qos } of granted)
        this.#options.retained(filter, (message) => session.deliverRetained(message, qos));
    });
    return undefined;
  }

  #unsubscribe(bytes: Buffer, start: number, end: number): string | undefined {
    const unsubscribe = readUnsubscribe(bytes, start, end);
    if ("violation" in unsubscribe) return unsubscribe.violation;
    for (const filter of unsubscribe.filters) this.#options.unsubscribe(filter);
    this.#options.answers.ack(ack.unsuback, unsubscribe.id, this.#options.session.ledger?.settled());
    return undefined;
  }
}

const badIdentifier = "packet identifier is zero or missing, or bytes follow it [MQTT-2.3.1-1]";

function identifier(bytes: Buffer, start: number, end: number): number {
  return end - start === 2 ? bytes.readUInt16BE(start) : 0;
}
