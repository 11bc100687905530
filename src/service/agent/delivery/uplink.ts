/**
 * Brings what waits in the outbox to the broker, in order, QoS 1, a window at a time; comes back when the connection is lost.
 * Invariants: one connection at a time, and never a try without waiting before it, but the first; nothing is held here but the window.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Logger } from "pino";
import type { Outbox } from "../buffer/outbox.ts";
import { backoffMs, type Pace, waitFor } from "../pace.ts";
import { readCredentials, readOr } from "./credentials.ts";
import { type Link, openLink } from "./link.ts";
import { type Trouble, unwelcome, type Whom } from "./trouble.ts";
import { FlightWindow } from "./window.ts";

export interface UplinkOptions {
  readonly whom: Whom;
  readonly clientId: string;
  readonly outbox: Outbox;
  readonly pace: Pace;
  readonly log: Logger;
  /** In [0, 1). */
  readonly random: () => number;
}

/** A trouble that stays the same is said again after this time, in milliseconds. */
const sayAgainMs = 60_000;

export class Uplink {
  readonly #options: UplinkOptions;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #link: Link | undefined;
  /** Fires when the credentials have changed: what is waited for need not be waited for any longer. */
  #renewal = new AbortController();
  #window: FlightWindow;
  /** Index of the next message to publish on this connection. */
  #next = 0;
  #trouble: Trouble | undefined;
  #said = { what: "", atMs: 0 };
  #sent = 0;
  #attempts = 0;
  #connections = 0;
  #refusals = 0;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#window = new FlightWindow(options.pace.inFlight);
    this.#running = this.#run();
  }

  /** Something was put into the outbox, or the window has room again. */
  readonly pump = (): void => {
    const link = this.#link;
    const { outbox, pace } = this.#options;
    // Filling up from half empty on reads the outbox in batches.
    if (!link || this.#renewal.signal.aborted || this.#window.size > pace.inFlight.messages / 2) return;
    link.together(() => {
      while (!link.full && this.#window.room.messages > 0) {
        const { messages, next } = outbox.read(this.#next, this.#window.room);
        for (const { index, topic, payload } of messages) {
          const id = this.#window.publish(index, payload.length, performance.now());
          link.publish(id, topic, payload);
        }
        this.#next = next;
        if (messages.length === 0) break;
      }
    });
    // Nothing in flight and nothing to read: what lies below was settled, dropped or damaged.
    if (this.#window.size === 0) outbox.acknowledge(this.#next);
  };

  /** What keeps us from the broker, for people; undefined while connected, and before the first answer. */
  get trouble(): Trouble | undefined {
    return this.#trouble;
  }

  get connected(): boolean {
    return this.#link !== undefined;
  }

  /** For how long the broker has owed us the oldest PUBACK, in milliseconds. */
  get owedMs(): number {
    const since = this.#window.oldestMs;
    return since === undefined ? 0 : performance.now() - since;
  }

  counters(): Readonly<Record<string, number>> {
    return {
      messages_sent: this.#sent,
      messages_in_flight: this.#window.size,
      connect_attempts: this.#attempts,
      connects_refused: this.#refusals,
      reconnects: Math.max(0, this.#connections - 1),
    };
  }

  /** Credentials have changed: comes back with the new ones, at once, and sends nothing twice that the broker acknowledges in time. */
  async renew(): Promise<void> {
    this.#renewal.abort();
    await this.#settled();
    this.#link?.end();
  }

  /** Waits a moment for the PUBACKs of what is in flight, says DISCONNECT, and is gone. */
  async close(): Promise<void> {
    await this.#settled();
    this.#stop.abort();
    this.#link?.end();
    await this.#running;
  }

  async #settled(): Promise<void> {
    const deadline = performance.now() + this.#options.pace.partingMs;
    while (this.#link && this.#window.size > 0 && performance.now() < deadline) await pause(10);
  }

  async #run(): Promise<void> {
    const { pace, random } = this.#options;
    let failures = 0;
    while (!this.#stop.signal.aborted) {
      if (this.#renewal.signal.aborted) this.#renewal = new AbortController();
      const opened = await this.#connect();
      const sinceMs = performance.now();
      const trouble = "ended" in opened ? await this.#use(opened) : opened;
      if (this.#stop.signal.aborted) return;
      if (this.#renewal.signal.aborted) {
        failures = 0;
        continue;
      }
      if ("ended" in opened && performance.now() - sinceMs >= pace.stableMs) failures = 0;
      if (trouble.kind === "refused") this.#refusals++;
      this.#trouble = trouble;
      const waitMs = backoffMs(++failures, trouble.kind === "refused" ? pace.refused : pace.reconnect, random());
      this.#say(trouble, waitMs);
      await waitFor(waitMs, AbortSignal.any([this.#stop.signal, this.#renewal.signal]));
    }
  }

  async #connect(): Promise<Link | Trouble> {
    this.#attempts++;
    const { whom, clientId, pace } = this.#options;
    const ca = await readOr("the CA certificate", whom.caFile);
    if (!Buffer.isBuffer(ca)) return ca;
    const credentials = await readCredentials(whom);
    if ("kind" in credentials) return credentials;
    return openLink(
      {
        whom,
        ca,
        credentials,
        clientId,
        keepAliveS: pace.keepAliveS,
        connectMs: pace.connectMs,
        onAcknowledged: (id) => this.#acknowledged(id),
        onDrained: this.pump,
      },
      this.#stop.signal,
    );
  }

  async #use(link: Link): Promise<Trouble> {
    const { outbox, pace, log, whom } = this.#options;
    this.#connections++;
    this.#window = new FlightWindow(pace.inFlight);
    this.#next = outbox.acked;
    this.#link = link;
    this.#trouble = undefined;
    if (this.#stop.signal.aborted || this.#renewal.signal.aborted) link.end();
    this.#said = { what: "", atMs: 0 };
    log.info(`connected to ${whom.host}:${whom.port} (${link.protocol})`);
    const watch = setInterval(() => {
      if (this.owedMs > pace.ackMs) link.giveUp(`the broker acknowledged nothing for ${pace.ackMs} ms`);
    }, pace.ackMs / 4);
    const sentBefore = this.#sent;
    this.pump();
    const ended = await link.ended;
    clearInterval(watch);
    const unheard = this.#sent === sentBefore && this.#window.size > 0;
    const topic = unheard ? outbox.read(outbox.acked, { messages: 1, bytes: 0 }).messages[0]?.topic : undefined;
    const trouble = topic === undefined ? ended : unwelcome(whom, ended, topic);
    this.#link = undefined;
    this.#window = new FlightWindow(pace.inFlight);
    return trouble;
  }

  #acknowledged(id: number): void {
    const { known, settledUpTo } = this.#window.acknowledge(id);
    if (known) this.#sent++;
    if (settledUpTo !== undefined) this.#options.outbox.acknowledge(settledUpTo);
    this.pump();
  }

  #say({ what, remedy }: Trouble, waitMs: number): void {
    const now = performance.now();
    if (what === this.#said.what && now - this.#said.atMs < sayAgainMs) return;
    this.#said = { what, atMs: now };
    this.#options.log.warn({ remedy, attempts: this.#attempts, waitMs: Math.round(waitMs) }, what);
  }
}
