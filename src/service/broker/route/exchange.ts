import type { Counters } from "../core/counters.ts";
import type { Journal } from "../journal/record.ts";
import { noJournal } from "../journal/record.ts";
import type { Qos } from "../wire/qos.ts";
import type { IntakeGate } from "./intake-gate.ts";
import { Message } from "./message.ts";
import type { Retained } from "./retained.ts";
import type { Route, Router } from "./router.ts";

/** A message that whoever published it had the right to publish. `payload` may be a view of the packet it came in. */
export interface Publication {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: Qos;
  readonly retain: boolean;
}

/**
 * Where published messages go: to the ingest service, to subscribers, and among the retained messages.
 * Invariant: a QoS 1 or 2 message may be acknowledged once the ingest service has stored it and whatever a persistent session is owed of
 * it, or has been retained, is on the disk. What cannot be kept is refused before anybody gets it.
 */
export class Exchange {
  readonly router: Router;
  readonly retained: Retained;
  readonly #intake: IntakeGate;
  readonly #counters: Counters;
  /** Topics whose retained message is noted and not yet written. */
  readonly #unwritten = new Set<string>();
  #journal: Journal = noJournal;

  constructor(router: Router, retained: Retained, intake: IntakeGate, counters: Counters) {
    this.router = router;
    this.retained = retained;
    this.#intake = intake;
    this.#counters = counters;
  }

  journalTo(journal: Journal): void {
    this.#journal = journal;
  }

  /** @returns when the message may be acknowledged; undefined: now. Rejects when it could not be kept */
  publish(message: Publication, route: Route): Promise<void> | undefined {
    if (this.mustRefuse(message, route)) return Promise.reject(new Error(this.#journal.failing));
    return both(this.store(message), this.send(message, route));
  }

  /** @returns when the ingest service has stored it; undefined when it does not want it */
  store({ topic, payload }: Publication): Promise<void> | undefined {
    return this.#intake.offer(topic, payload);
  }

  /** @returns when all that must outlive us is on the disk; undefined: now */
  send(publication: Publication, route: Route): Promise<void> | undefined {
    const { topic, payload, qos, retain } = publication;
    this.#counters.deliveriesDenied += route.denied;
    if (route.targets.length === 0 && !retain) return undefined;
    const noted = this.#journal.noted;
    const message = new Message(topic, payload, qos);
    for (const target of route.targets) target.subscriber.deliver(message, target.qos);
    if (retain) this.#retain(message);
    return qos > 0 && this.#journal.noted !== noted ? this.#journal.settled() : undefined;
  }

  /** As a client's own message, from the broker itself; never stored by the ingest service nor written down. */
  announce(topic: string, text: string): void {
    const message = new Message(topic, Buffer.from(text), 0);
    for (const target of this.router.route(topic).targets) target.subscriber.deliver(message, target.qos);
    this.retained.set(message);
  }

  /** Whether it would have to be written down, and cannot be at the moment. */
  mustRefuse({ qos, retain }: Publication, route: Route): boolean {
    if (this.#journal.failing === undefined || qos === 0) return false;
    return retain || route.targets.some((target) => target.qos > 0 && target.subscriber.persistent);
  }

  #retain(message: Message): void {
    const { topic } = message;
    if (!this.retained.set(message)) {
      if (message.payload.length > 0) this.#counters.retainedRefused++;
      return;
    }
    const again = this.#unwritten.has(topic);
    this.#unwritten.add(topic);
    this.#journal.note(() => {
      if (again) return undefined;
      this.#unwritten.delete(topic);
      const now = this.retained.get(topic);
      return now ? { kind: "retain", topic, qos: now.qos, payload: now.payload } : { kind: "unretain", topic };
    });
  }
}

/** @returns when both are; undefined: now */
export function both(a: Promise<void> | undefined, b: Promise<void> | undefined): Promise<void> | undefined {
  if (!a || !b) return a ?? b;
  return Promise.all([a, b]).then(() => undefined);
}
