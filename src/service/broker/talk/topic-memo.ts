import { isTopicName } from "../../../model/topic.ts";
import { levelCount } from "../route/levels.ts";
import { isShort, Remembered } from "../route/remembered.ts";
import type { Route, Router } from "../route/router.ts";
import { readText } from "../wire/text.ts";

/** What is known of a topic that a client publishes to. */
export interface KnownTopic {
  readonly topic: string;
  readonly allowed: boolean;
  readonly route: Route;
}

const rememberedTopics = 500;

/**
 * Remembers the topics that a client published to, and the last one by its bytes: most clients publish to one, again and again, and
 * comparing bytes is far cheaper than reading, checking and looking up.
 */
export class TopicMemo {
  readonly #router: Router;
  readonly #mayPublish: (topic: string) => boolean;
  readonly #levelLimit: number;
  #bytes: Buffer = Buffer.alloc(0);
  #last: KnownTopic | undefined;
  readonly #known = new Remembered<KnownTopic>(rememberedTopics);
  #epoch = -1;

  constructor(router: Router, mayPublish: (topic: string) => boolean, levelLimit: number) {
    this.#router = router;
    this.#mayPublish = mayPublish;
    this.#levelLimit = levelLimit;
  }

  /** @returns undefined when the bytes are no topic name [MQTT-3.3.2-1] [MQTT-3.3.2-2] */
  look(bytes: Buffer, start: number, end: number): KnownTopic | undefined {
    if (this.#last && this.#epoch === this.#router.epoch && this.#isLast(bytes, start, end)) return this.#last;
    const topic = readText(bytes, start, end);
    const known = topic === undefined ? undefined : this.#lookUp(topic);
    if (known && known !== this.#last && isShort(known.topic)) {
      this.#bytes = Buffer.from(bytes.subarray(start, end));
      this.#last = known;
    }
    return known;
  }

  #lookUp(topic: string): KnownTopic | undefined {
    if (this.#epoch !== this.#router.epoch) this.#known.clear();
    this.#epoch = this.#router.epoch;
    const before = this.#known.get(topic);
    if (before) return before;
    if (!isTopicName(topic) || levelCount(topic) > this.#levelLimit) return undefined;
    const known = { topic, allowed: this.#mayPublish(topic), route: this.#router.route(topic) };
    this.#known.set(topic, known);
    return known;
  }

  #isLast(bytes: Buffer, start: number, end: number): boolean {
    const last = this.#bytes;
    if (end - start !== last.length) return false;
    // From the end: topics of one client mostly begin alike.
    for (let i = last.length - 1; i >= 0; i--) if (bytes[start + i] !== last[i]) return false;
    return true;
  }
}
