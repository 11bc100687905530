/** What every embedded service is to the process that hosts it. */
import type { Logger } from "pino";

export interface EmbeddedService extends AsyncDisposable {
  /** Ready means ready: `healthy` only when the service would serve a client now. */
  health(): { readonly health: "starting" | "healthy" | "unhealthy"; readonly detail: string };
  /** What it counted since it started: accepted, refused, malformed, dropped … Names in snake_case. */
  counters(): Readonly<Record<string, number>>;
  /** Addresses it listens on, with the port that was really taken. */
  listens(): readonly { readonly host: string; readonly port: number }[];
}

/** What a service is given by its host. The clock is an argument so that a test can make it jump. */
export interface Surroundings {
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ends the service's work when it fires; the service is disposed of after it. */
  readonly signal: AbortSignal;
}
