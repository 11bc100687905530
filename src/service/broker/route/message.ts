import { publishBytes, writePublish } from "../wire/publish.ts";
import type { Qos } from "../wire/qos.ts";

/**
 * An application message on its way to any number of subscribers. It is written as a packet once; what differs between subscribers is
 * filled in as the bytes are copied into their sockets.
 */
export class Message {
  readonly topic: string;
  /** As it was published. */
  readonly qos: Qos;
  #payload: Buffer;
  #plain: Buffer | undefined;
  #identified: { readonly packet: Buffer; readonly idAt: number } | undefined;
  #bytes = 0;

  /** @param payload may be a view of the packet that it came in: see `keep` */
  constructor(topic: string, payload: Buffer, qos: Qos) {
    this.topic = topic;
    this.qos = qos;
    this.#payload = payload;
  }

  get payload(): Buffer {
    return this.#payload;
  }

  /** What it takes as a QoS 1 packet, in bytes: what queues are charged with. */
  get bytes(): number {
    if (this.#bytes === 0) this.#bytes = publishBytes(Buffer.byteLength(this.topic), this.#payload.length, 1);
    return this.#bytes;
  }

  /** As a QoS 0 packet. */
  plain(): Buffer {
    this.#plain ??= writePublish(this.topic, this.#payload, false).packet;
    return this.#plain;
  }

  /** As a packet with room for a packet identifier. */
  identified(): { readonly packet: Buffer; readonly idAt: number } {
    this.#identified ??= writePublish(this.topic, this.#payload, true);
    return this.#identified;
  }

  /** Called before it waits: the payload is copied, so that the message holds no more memory than it is charged with. */
  keep(): this {
    if (this.#payload.buffer.byteLength === this.#payload.length) return this;
    const own = Buffer.allocUnsafeSlow(this.#payload.length);
    this.#payload.copy(own);
    this.#payload = own;
    this.#plain = undefined;
    this.#identified = undefined;
    return this;
  }
}
