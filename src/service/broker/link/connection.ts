/**
 * One client's connection, from its first byte to its last.
 * Invariants: reading stops for as long as there is a reason to; it ends once, for one reason; nothing is handled after it has ended.
 */
import type { Duplex } from "node:stream";
import type { Message } from "../route/message.ts";
import type { Channel, Ending } from "../session/channel.ts";
import type { Ack } from "../wire/answers.ts";
import { Frames, type FrameTaker } from "../wire/frames.ts";
import type { Qos } from "../wire/qos.ts";
import type { Flusher } from "./flusher.ts";
import { Outbox } from "./outbox.ts";

/** Whoever handles the packets of a connection: first the login, then the conversation. */
export interface Talk extends FrameTaker {
  /** The client has taken something: there may be room for more. */
  onTaken(): void;
  ended(why: Ending): void;
}

export type HoldReason = "login" | "backlog" | "unstored";

export interface ConnectionOptions {
  readonly socket: Duplex;
  /** Remote address and port, for people. */
  readonly from: string;
  readonly flusher: Flusher;
  readonly packetBytes: number;
  /** Bytes the client has not taken, above which we take nothing from it. */
  readonly backlogBytes: number;
  readonly onEnd: (connection: Connection, why: Ending, detail: string) => void;
  readonly onSent: () => void;
}

/** How long a closed connection may take to hand over its last bytes, in milliseconds. */
const lingerMs = 2_000;

export class Connection implements Channel, FrameTaker {
  readonly from: string;
  readonly #options: ConnectionOptions;
  readonly #socket: Duplex;
  readonly #outbox: Outbox;
  readonly #frames: Frames;
  readonly #holds = new Set<HoldReason>();
  #talk: Talk | undefined;
  #ended = false;
  /** When something came last, and when it began, in milliseconds of a monotonic clock. */
  heardMs = performance.now();
  readonly sinceMs = this.heardMs;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = options.socket;
    this.from = options.from;
    this.#outbox = new Outbox(options.socket, options.flusher, () => this.#taken());
    this.#frames = new Frames(options.packetBytes, this);
  }

  /** Begins to read. */
  begin(talk: Talk): void {
    this.#talk = talk;
    this.#socket.on("data", (chunk: Buffer) => this.#hear(chunk));
    this.#socket.on("error", () => this.close("gone"));
    this.#socket.on("end", () => this.close("gone"));
    this.#socket.on("close", () => this.close("gone"));
  }

  talkTo(talk: Talk): void {
    this.#talk = talk;
  }

  get open(): boolean {
    return !this.#ended;
  }

  /** Whether we take nothing from it at the moment: then its silence says nothing. */
  get held(): boolean {
    return this.#holds.size > 0;
  }

  get backlogBytes(): number {
    return this.#outbox.backlogBytes;
  }

  /** When the write under way began; undefined when the client has taken all that it was sent. */
  get stalledSinceMs(): number | undefined {
    return this.#outbox.writingSinceMs;
  }

  frame(first: number, bytes: Buffer, start: number, end: number): boolean {
    if (this.#ended || !this.#talk) return false;
    const goOn = this.#talk.frame(first, bytes, start, end);
    if (this.backlogBytes > this.#options.backlogBytes) this.hold("backlog");
    return goOn && !this.#ended && this.#holds.size === 0;
  }

  send(packet: Buffer): void {
    if (!this.#ended) this.#outbox.append(packet);
  }

  sendAck(kind: Ack, id: number): void {
    if (!this.#ended) this.#outbox.appendShort(kind, id);
  }

  sendPublish(message: Message, qos: Qos, id: number, dup: boolean, retain: boolean): void {
    if (this.#ended) return;
    const { packet, idAt } = qos === 0 ? { packet: message.plain(), idAt: 0 } : message.identified();
    const bytes = this.#outbox.append(packet);
    const at = this.#outbox.end - packet.length;
    bytes[at] = 0x30 | (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
    if (qos > 0) bytes.writeUInt16BE(id, at + idAt);
    this.#options.onSent();
  }

  /** Takes nothing from the client until it is released again. */
  hold(reason: HoldReason): void {
    if (this.#ended) return;
    if (this.#holds.size === 0) this.#socket.pause();
    this.#holds.add(reason);
  }

  release(reason: HoldReason): void {
    if (!this.#holds.delete(reason) || this.#ended || this.#holds.size > 0) return;
    this.heardMs = performance.now();
    // First what had come with the packets before it; that may be a reason to stop again.
    this.#trouble(this.#frames.resume());
    if (this.#holds.size === 0) this.#socket.resume();
  }

  /** Tries again what could not go on. */
  nudge(): void {
    if (!this.#ended) this.#talk?.onTaken();
  }

  /** @param last sent before the connection closes; without it, it closes at once */
  close(why: Ending, detail = "", last?: Buffer): void {
    if (this.#ended) return;
    this.#ended = true;
    if (last) this.#finish(last);
    else this.#socket.destroy();
    this.#talk?.ended(why);
    this.#options.onEnd(this, why, detail);
  }

  #hear(chunk: Buffer): void {
    if (this.#ended) return;
    this.heardMs = performance.now();
    this.#trouble(this.#frames.push(chunk));
  }

  #trouble(trouble: ReturnType<Frames["push"]>): void {
    if (trouble === "oversized") this.close("oversized");
    else if (trouble) this.close("malformed", "remaining length has more than four bytes, section 2.2.3");
  }

  #taken(): void {
    if (this.#ended) return;
    if (this.backlogBytes <= this.#options.backlogBytes) this.release("backlog");
    this.#talk?.onTaken();
  }

  /** The client is given its last bytes, and time to read them; what it still says is thrown away. */
  #finish(last: Buffer): void {
    this.#socket.end(Buffer.concat([this.#outbox.drain(), last]));
    this.#socket.resume();
    const linger = setTimeout(() => this.#socket.destroy(), lingerMs);
    this.#socket.once("close", () => clearTimeout(linger));
  }
}
