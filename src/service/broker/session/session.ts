import type { Counters } from "../core/counters.ts";
import type { Message } from "../route/message.ts";
import type { Subscriber } from "../route/router.ts";
import { lower, type Qos } from "../wire/qos.ts";
import type { Channel } from "./channel.ts";
import { Inbound } from "./inbound.ts";
import { type Ledger, Outbound, type OutboundLimits } from "./outbound.ts";

/** Who a session belongs to. */
export interface Who {
  readonly user: string;
  readonly clientId: string;
}

export interface SessionOptions extends Who {
  readonly limits: OutboundLimits;
  readonly counters: Counters;
  readonly mayReceive: (who: Who, topic: string) => boolean;
  /** Present makes the session persistent. */
  readonly ledger?: Ledger | undefined;
  /** QoS 2 identifiers from before a restart. */
  readonly received?: Iterable<number>;
  readonly onDropped: (who: Who) => void;
}

/**
 * The state of one client, section 3.1.2.4: subscriptions, what it is owed, and QoS 2 messages of its own that it has not released.
 * A session with clean session 1 ends with its connection; the other kind waits for its client's return.
 */
export class Session implements Subscriber, Who {
  readonly user: string;
  readonly clientId: string;
  readonly persistent: boolean;
  readonly subscriptions = new Map<string, Qos>();
  /** What the filters take, in bytes. */
  subscriptionBytes = 0;
  readonly outbound: Outbound;
  readonly inbound: Inbound;
  readonly ledger: Ledger | undefined;
  readonly #options: SessionOptions;
  #channel: Channel | undefined;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.ledger = options.ledger;
    this.user = options.user;
    this.clientId = options.clientId;
    this.persistent = options.ledger !== undefined;
    this.outbound = new Outbound(options.limits, options.ledger);
    this.inbound = new Inbound(options.received);
  }

  get channel(): Channel | undefined {
    return this.#channel;
  }

  mayReceive(topic: string): boolean {
    return this.#options.mayReceive(this, topic);
  }

  deliver(message: Message, granted: Qos): void {
    this.#give(message, lower(message.qos, granted), false);
  }

  /** A retained message for a new subscription [MQTT-3.3.1-8]. */
  deliverRetained(message: Message, granted: Qos): void {
    this.#give(message, lower(message.qos, granted), true);
  }

  attach(channel: Channel): void {
    this.#channel = channel;
    this.outbound.attach(channel);
  }

  detach(): void {
    this.#channel = undefined;
    this.outbound.detach();
  }

  /** The client has taken something from its socket: there may be room for more. */
  pump(): void {
    if (!this.outbound.idle) this.outbound.pump();
  }

  /** At QoS 0 only a client that is there gets the message, and it is the first to go when the client takes too little. */
  #give(message: Message, qos: Qos, retain: boolean): void {
    const channel = this.#channel;
    if (qos > 0) this.#owe(message, qos === 1 ? 1 : 2, retain);
    else if (channel) {
      const waiting = channel.backlogBytes + this.outbound.bytes + message.bytes;
      if (waiting > this.#options.limits.bytes) this.#dropped();
      else channel.sendPublish(message, 0, 0, false, retain);
    }
  }

  #owe(message: Message, qos: 1 | 2, retain: boolean): void {
    if (!this.outbound.add(message, qos, retain)) {
      this.#dropped();
      return;
    }
    this.outbound.pump();
    if (!this.outbound.idle) message.keep();
  }

  #dropped(): void {
    this.#options.counters.messagesDropped++;
    this.#options.onDropped(this);
  }
}
