/**
 * The way of a message to the ingest service, which may come later than its broker, and go and come back.
 * Invariant: once an ingest service is expected, no message that it might want is let through unstored. While it is away, messages
 * wait for it, within bounds; then they are refused, which loses nothing, since nobody was told that they were kept.
 */
import type { Intake } from "../../intake.ts";
import { Remembered } from "./remembered.ts";

interface Waiting {
  readonly topic: string;
  readonly payload: Buffer;
  readonly sinceMs: number;
  resolve(stored: Promise<void> | undefined): void;
  reject(error: Error): void;
}

export interface IntakeGateOptions {
  readonly intake: () => Intake | undefined;
  /** Whether one is expected before the first has been seen. */
  readonly expected: boolean;
  /** How long a message waits for it, in milliseconds. */
  readonly absentMs: number;
  /** Bytes that may wait altogether. */
  readonly waitingBytes: number;
}

/** How often we look whether it has come back, in milliseconds. */
const lookMs = 20;
const rememberedTopics = 10_000;

export class IntakeGate implements Disposable {
  readonly #options: IntakeGateOptions;
  /** Topics that it did not want when it was asked. */
  readonly #unwanted = new Remembered<true>(rememberedTopics);
  #expected: boolean;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: IntakeGateOptions) {
    this.#options = options;
    this.#expected = options.expected;
  }

  /** @returns undefined when nobody wants the message; else as `Intake.offer` */
  offer(topic: string, payload: Buffer): Promise<void> | undefined {
    const intake = this.#options.intake();
    if (intake && this.#waiting.length === 0) {
      this.#expected = true;
      return this.#ask(intake, topic, payload);
    }
    if (!this.#expected || this.#unwanted.get(topic)) return undefined;
    return this.#wait(topic, payload);
  }

  [Symbol.dispose](): void {
    this.#refuse(this.#waiting);
    this.#waiting = [];
  }

  #ask(intake: Intake, topic: string, payload: Buffer): Promise<void> | undefined {
    try {
      const stored = intake.offer(topic, payload);
      if (stored) return stored;
    } catch (error) {
      return Promise.reject(error);
    }
    this.#unwanted.set(topic, true);
    return undefined;
  }

  #wait(topic: string, payload: Buffer): Promise<void> {
    if (this.#waitingBytes + payload.length > this.#options.waitingBytes)
      return Promise.reject(new Error("too much waits for the ingest service"));
    this.#waitingBytes += payload.length;
    this.#timer ??= setInterval(() => this.#look(), lookMs);
    return new Promise((resolve, reject) => {
      const sinceMs = performance.now();
      this.#waiting.push({ topic, payload: Buffer.from(payload), sinceMs, resolve, reject });
    });
  }

  #look(): void {
    const intake = this.#options.intake();
    const deadline = performance.now() - this.#options.absentMs;
    const old = this.#waiting.findIndex(({ sinceMs }) => sinceMs > deadline);
    const due = intake || old === -1 ? this.#waiting : this.#waiting.slice(0, old);
    this.#waiting = this.#waiting.slice(due.length);
    if (!intake) this.#refuse(due);
    else {
      for (const one of due) one.resolve(this.#ask(intake, one.topic, one.payload));
      this.#settle(due);
    }
  }

  #refuse(due: readonly Waiting[]): void {
    for (const one of due) one.reject(new Error("the ingest service is away"));
    this.#settle(due);
  }

  #settle(due: readonly Waiting[]): void {
    for (const one of due) this.#waitingBytes -= one.payload.length;
    if (this.#waiting.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
