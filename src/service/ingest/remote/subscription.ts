/**
 * Takes the messages of a broker in another process: an MQTT client of its own name, at QoS 1, whose session the broker keeps.
 * Invariants: a message is acknowledged when it is stored, or is not worth storing, and not before; one that could not be stored ends the
 * connection, and the broker sends it again on the next; one connection at a time, and never a try without waiting before it, but the
 * first. What the broker retains from before comes at each SUBSCRIBE, marked as such, and is passed over: it was stored when it was new.
 */
import type { Packet } from "mqtt-packet";
import type { IngestLaunch } from "../../../model/launch.ts";
import { readCredentials, readOr } from "../../agent/delivery/credentials.ts";
import { type Link, openLink } from "../../agent/delivery/link.ts";
import type { Trouble } from "../../agent/delivery/trouble.ts";
import { backoffMs, type Pace, waitFor } from "../../agent/pace.ts";
import type { Intake } from "../../intake.ts";
import type { Surroundings } from "../../service.ts";
import { Acknowledge } from "./acknowledge.ts";

export type SubscriptionPace = Pick<Pace, "reconnect" | "refused" | "stableMs" | "connectMs" | "keepAliveS">;

export interface SubscriptionOptions {
  readonly link: NonNullable<IngestLaunch["link"]>;
  readonly filters: readonly string[];
  readonly intake: Intake;
  readonly pace: SubscriptionPace;
  readonly around: Surroundings;
}

type Publish = Extract<Packet, { cmd: "publish" }>;

/** SUBACK's code for a filter that is refused. @see MQTT 3.1.1, section 3.9.3 */
const refusedFilter = 0x80;
const onlySubscription = 1;

export class Subscription implements AsyncDisposable {
  readonly #options: SubscriptionOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #isSubscribed = false;
  #trouble: Trouble | undefined;
  #link: Link | undefined;
  #renewal = new AbortController();
  #acknowledge = new Acknowledge(() => {});
  #connections = 0;
  #passedOver = 0;

  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#running = this.#run();
  }

  /** Whether messages come in now. */
  get isSubscribed(): boolean {
    return this.#isSubscribed;
  }

  /** What keeps us from the broker, for people. */
  get trouble(): string | undefined {
    return this.#trouble && `${this.#trouble.what}. ${this.#trouble.remedy}`;
  }

  counters(): Readonly<Record<string, number>> {
    return {
      reconnects: Math.max(0, this.#connections - 1),
      retained_passed_over: this.#passedOver,
      acknowledgements_owed: this.#acknowledge.owed,
    };
  }

  /** Credentials have changed: comes back with the new ones, at once; the broker keeps what comes meanwhile. */
  renew(): void {
    this.#renewal.abort();
    this.#link?.end();
  }

  /** Takes no more; what is not stored by now comes again. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#link?.end();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { pace, around } = this.#options;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      if (this.#renewal.signal.aborted) this.#renewal = new AbortController();
      const sinceMs = performance.now();
      const opened = await this.#open();
      const trouble = "ended" in opened ? await this.#use(opened) : opened;
      if (this.#stop.signal.aborted) return;
      if (this.#renewal.signal.aborted) {
        failures = 0;
        continue;
      }
      if (performance.now() - sinceMs >= pace.stableMs) failures = 0;
      if (trouble.what !== this.#trouble?.what) around.log.warn({ remedy: trouble.remedy }, trouble.what);
      this.#trouble = trouble;
      const growth = trouble.kind === "refused" ? pace.refused : pace.reconnect;
      await waitFor(
        backoffMs(++failures, growth, Math.random()),
        AbortSignal.any([this.#stop.signal, this.#renewal.signal]),
      );
    }
  }

  async #open(): Promise<Link | Trouble> {
    const { link: whom, pace } = this.#options;
    const ca = await readOr("the CA certificate", whom.caFile);
    if (!Buffer.isBuffer(ca)) return ca;
    const credentials = await readCredentials(whom);
    if ("kind" in credentials) return credentials;
    // Packets may come with CONNACK in one piece, before we are told of the link.
    const early: Packet[] = [];
    this.#onPacket = (packet) => early.push(packet);
    const opened = await openLink(
      {
        whom,
        ca,
        credentials,
        clientId: whom.clientId,
        keepAliveS: pace.keepAliveS,
        connectMs: pace.connectMs,
        onAcknowledged: () => {},
        onDrained: () => {},
        subscriber: { packetBytes: whom.packetBytes, onPacket: (packet) => this.#onPacket(packet) },
      },
      this.#stop.signal,
    );
    if (!("ended" in opened)) return opened;
    this.#acknowledge = new Acknowledge((messageId) => opened.send({ cmd: "puback", messageId }));
    this.#onPacket = (packet) => this.#received(packet, opened);
    for (const packet of early) this.#received(packet, opened);
    return opened;
  }

  #onPacket: (packet: Packet) => void = () => {};

  async #use(link: Link): Promise<Trouble> {
    const { filters, around, link: whom } = this.#options;
    this.#connections++;
    this.#link = link;
    if (this.#stop.signal.aborted || this.#renewal.signal.aborted) link.end();
    const subscriptions = filters.map((topic) => ({ topic, qos: 1 as const }));
    link.send({ cmd: "subscribe", messageId: onlySubscription, subscriptions });
    around.log.info(`connected to ${whom.host}:${whom.port} (${link.protocol})`);
    const trouble = await link.ended;
    this.#isSubscribed = false;
    this.#link = undefined;
    return trouble;
  }

  #received(packet: Packet, link: Link): void {
    if (packet.cmd === "publish") this.#take(packet, link);
    else if (packet.cmd === "suback") this.#granted(packet.granted, link);
  }

  #granted(granted: readonly unknown[], link: Link): void {
    const refused = this.#options.filters.filter((_, i) => granted[i] === refusedFilter);
    if (refused.length > 0) link.giveUp(`the broker refuses the subscription to ${refused.join(", ")}`);
    else {
      this.#isSubscribed = true;
      this.#trouble = undefined;
    }
  }

  #take({ topic, payload, qos, retain, messageId }: Publish, link: Link): void {
    const stored = qos > 0 && messageId !== undefined ? this.#acknowledge.take(messageId) : () => {};
    if (retain) this.#passedOver++;
    const bytes = typeof payload === "string" ? Buffer.from(payload) : payload;
    const kept = retain ? undefined : this.#options.intake.offer(topic, bytes);
    if (!kept) {
      stored();
      return;
    }
    kept.then(stored, (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error);
      // At QoS 0 there is no second time.
      if (qos > 0) link.giveUp(`a message could not be stored: ${why}`);
    });
  }
}
