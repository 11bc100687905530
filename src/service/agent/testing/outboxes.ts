/** Outboxes of short messages, and what a person sees in them. */
import { readdirSync } from "node:fs";
import type { Outbox, OutboxOptions } from "../buffer/outbox.ts";

export function optionsFor(dir: string, more: Partial<OutboxOptions> = {}): OutboxOptions {
  return {
    dir,
    limitBytes: 1 << 20,
    memoryBytes: 1 << 20,
    diskAgainMs: 0,
    restMs: 0,
    elapsed: () => 0,
    say: () => {},
    ...more,
  };
}

const all = { messages: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };

export const put = (box: Outbox, topic: string, padBytes = 0) =>
  box.append(topic, undefined, (seq) => Buffer.from(`${topic}${seq}${".".repeat(padBytes)}`));
/** Every message that waits, as its topic and number. */
export const shown = (box: Outbox) => box.read(0, all).messages.map(({ topic, seq }) => `${topic}${seq}`);
export const files = (dir: string) => readdirSync(dir).sort();
