/**
 * What one session is owed at QoS 1 and 2: messages that wait, and messages in flight, sent and not acknowledged.
 * Invariants: messages leave in the order in which they came [MQTT-4.6.0-6]; the packet identifier follows from a message's place in that
 * order, so a message that is sent again, even after a restart, has the identifier it had; bounds hold for both kinds together.
 */
import type { Message } from "../route/message.ts";
import { ack } from "../wire/answers.ts";
import type { Channel } from "./channel.ts";

export interface Owed {
  readonly seq: number;
  readonly qos: 1 | 2;
  readonly retain: boolean;
  readonly bytes: number;
  /** Dropped once a PUBREC has come: the client has it. */
  message: Message | undefined;
  sent: boolean;
  /** It is in the journal. */
  written: boolean;
  done: boolean;
}

/** Where the changes of a persistent session are noted. */
export interface Ledger {
  owe(owed: Owed): void;
  release(owed: Owed): void;
  paid(owed: Owed): void;
  /** A QoS 2 message of the client's own was taken; its PUBREL has come. */
  received(id: number): void;
  completed(id: number): void;
  /** @see Journal.settled */
  settled(): Promise<void> | undefined;
}

export interface OutboundLimits {
  readonly messages: number;
  readonly bytes: number;
  readonly inFlight: number;
  /** Bytes that may wait in the client's socket before messages stay here. */
  readonly backlogBytes: number;
  readonly pool: Pool;
}

/** Bytes owed to all clients together. */
interface Pool {
  bytes: number;
  readonly limitBytes: number;
}

export type AckKind = "puback" | "pubrec" | "pubcomp";

/** [MQTT-2.3.1-1]: identifiers run from 1 to 65,535. */
const identifiers = 65_535;

export class Outbound {
  readonly #limits: OutboundLimits;
  readonly #ledger: Ledger | undefined;
  #channel: Channel | undefined;
  readonly #inFlight = new Map<number, Owed>();
  #waiting: Owed[] = [];
  /** Those before it have left. */
  #head = 0;
  #nextSeq = 1;
  #durableSeq = 0;
  #awaitsWriting = false;
  messages = 0;
  bytes = 0;

  constructor(limits: OutboundLimits, ledger: Ledger | undefined) {
    this.#limits = limits;
    this.#ledger = ledger;
  }

  get idle(): boolean {
    return this.#head === this.#waiting.length;
  }

  /** @returns false when the bounds leave no room: those that came first are kept, and this one is not */
  add(message: Message, qos: 1 | 2, retain: boolean): boolean {
    const { messages, bytes, pool } = this.#limits;
    if (this.messages >= messages || this.bytes + message.bytes > bytes) return false;
    if (pool.bytes + message.bytes > pool.limitBytes) return false;
    const owed = this.#enqueue(this.#nextSeq, message, qos, retain, message.bytes);
    this.#ledger?.owe(owed);
    return true;
  }

  /** Puts back what a journal kept, in order. It may have been sent before: it is sent as a duplicate. */
  restore(seq: number, message: Message | undefined, qos: 1 | 2, retain: boolean): void {
    const owed = this.#enqueue(seq, message, qos, retain, message?.bytes ?? 0);
    owed.sent = true;
    owed.written = true;
    this.#durableSeq = seq;
  }

  *[Symbol.iterator](): IterableIterator<Owed> {
    yield* this.#inFlight.values();
    yield* this.#waiting.slice(this.#head);
  }

  /** The client is there. First what was in flight, in the order in which it was [MQTT-4.4.0-1], then the rest. */
  attach(channel: Channel): void {
    this.#channel = channel;
    for (const [id, owed] of this.#inFlight) send(channel, id, owed);
    this.pump();
  }

  /** The client is gone: what it was sent keeps no more memory than it is charged with. */
  detach(): void {
    this.#channel = undefined;
    for (const owed of this) owed.message?.keep();
  }

  /** Sends as much as the client may be sent now. */
  pump(): void {
    const channel = this.#channel;
    while (channel && this.#head < this.#waiting.length) {
      const owed = this.#waiting[this.#head];
      if (!owed || this.#inFlight.size >= this.#limits.inFlight) return;
      if (channel.backlogBytes > this.#limits.backlogBytes) return;
      const id = idOf(owed.seq);
      // After 65,535 messages the oldest may still be in flight under this identifier.
      if (this.#inFlight.has(id)) return;
      // A QoS 2 message that we forgot in a crash would leave its identifier taken at the client, and swallow the next one.
      if (owed.qos === 2 && this.#ledger && owed.seq > this.#durableSeq) {
        this.#afterWriting(this.#ledger);
        return;
      }
      this.#leave();
      this.#inFlight.set(id, owed);
      send(channel, id, owed);
    }
  }

  /** The session has ended: nothing is owed any more. */
  forgive(): void {
    this.#limits.pool.bytes -= this.bytes;
    this.bytes = 0;
  }

  /** @returns false when no such acknowledgement is due */
  acknowledge(kind: AckKind, id: number): boolean {
    const owed = this.#inFlight.get(id);
    if (!owed) return false;
    if (kind === "pubrec") return owed.qos === 2 && this.#release(owed, id);
    if (owed.qos !== (kind === "puback" ? 1 : 2) || (kind === "pubcomp" && owed.message)) return false;
    this.#inFlight.delete(id);
    owed.done = true;
    this.#charge(-1, owed.bytes);
    this.#ledger?.paid(owed);
    this.pump();
    return true;
  }

  /** PUBREL leaves once it is written that the client has the message: after a crash we never send the message again. */
  #release(owed: Owed, id: number): true {
    const channel = this.#channel;
    owed.message = undefined;
    this.#ledger?.release(owed);
    const settled = this.#ledger?.settled();
    const answer = () => channel?.sendAck(ack.pubrel, id);
    if (settled) settled.then(answer, () => channel?.close("not-stored"));
    else answer();
    return true;
  }

  /** Should writing fail, the next pump tries again. */
  #afterWriting(ledger: Ledger): void {
    if (this.#awaitsWriting) return;
    this.#awaitsWriting = true;
    const upTo = this.#nextSeq - 1;
    const over = () => {
      this.#awaitsWriting = false;
    };
    Promise.resolve(ledger.settled())
      .then(() => {
        over();
        this.#durableSeq = upTo;
        this.pump();
      })
      .catch(over);
  }

  #enqueue(seq: number, message: Message | undefined, qos: 1 | 2, retain: boolean, bytes: number): Owed {
    const owed: Owed = { seq, qos, retain, bytes, message, sent: false, written: false, done: false };
    this.#nextSeq = seq + 1;
    this.#waiting.push(owed);
    this.#charge(1, bytes);
    return owed;
  }

  #charge(sign: 1 | -1, bytes: number): void {
    this.messages += sign;
    this.bytes += sign * bytes;
    this.#limits.pool.bytes += sign * bytes;
  }

  #leave(): void {
    this.#head++;
    // Moved up when more than half is gone, so that each message is moved at most once on average.
    if (this.#head * 2 <= this.#waiting.length) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#head = 0;
  }
}

function send(channel: Channel, id: number, owed: Owed): void {
  if (owed.message) channel.sendPublish(owed.message, owed.qos, id, owed.sent, owed.retain);
  else channel.sendAck(ack.pubrel, id);
  owed.sent = true;
}

const idOf = (seq: number): number => ((seq - 1) % identifiers) + 1;
