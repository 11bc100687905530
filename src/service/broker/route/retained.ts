import { treeBytes } from "./levels.ts";
import type { Message } from "./message.ts";
import { TopicTree } from "./topic-tree.ts";

/** Retained messages, MQTT 3.1.1 section 3.3.1.3, bounded in number and bytes. */
export class Retained {
  readonly #messages = new TopicTree<Message>();
  readonly #limitMessages: number;
  readonly #limitBytes: number;
  #count = 0;
  #bytes = 0;

  constructor(limitMessages: number, limitBytes: number) {
    this.#limitMessages = limitMessages;
    this.#limitBytes = limitBytes;
  }

  get count(): number {
    return this.#count;
  }

  get(topic: string): Message | undefined {
    return this.#messages.get(topic);
  }

  /**
   * An empty payload removes what was retained [MQTT-3.3.1-10].
   * @returns whether something changed; false when the bounds leave no room, and what was retained before stays
   */
  set(message: Message): boolean {
    const before = this.#messages.get(message.topic);
    if (message.payload.length === 0) {
      this.#messages.delete(message.topic);
      this.#charge(-1, before);
      return before !== undefined;
    }
    const grows = message.bytes - (before?.bytes ?? -treeBytes(message.topic));
    if (!before && this.#count >= this.#limitMessages) return false;
    if (grows > 0 && this.#bytes + grows > this.#limitBytes) return false;
    this.#charge(-1, before);
    this.#charge(1, message);
    this.#messages.set(message.topic, message.keep());
    return true;
  }

  find(filter: string, visit: (message: Message) => void): void {
    this.#messages.find(filter, visit);
  }

  all(visit: (message: Message) => void): void {
    this.#messages.all(visit);
  }

  #charge(sign: 1 | -1, message: Message | undefined): void {
    if (!message) return;
    this.#count += sign;
    this.#bytes += sign * (message.bytes + treeBytes(message.topic));
  }
}
