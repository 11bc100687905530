export interface Clock {
  /** Milliseconds since the epoch: for people, certificates and points. May jump. */
  now(): number;
  /** Milliseconds from some start, never backwards: for waiting and for measuring. */
  elapsed(): number;
  /** @throws the signal's reason when it fires first */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
