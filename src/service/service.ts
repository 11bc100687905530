/** What every embedded service is to the process that hosts it. */
import type { Logger } from "pino";
import type { LoginSeen } from "../model/login-seen.ts";

export interface EmbeddedService extends AsyncDisposable {
  /** Ready means ready: `healthy` only when the service would serve a client now. */
  health(): { readonly health: "starting" | "healthy" | "unhealthy"; readonly detail: string };
  /** What it counted since it started: accepted, refused, malformed, dropped … Names in snake_case. */
  counters(): Readonly<Record<string, number>>;
  /** Addresses it listens on, with the port that was really taken. */
  listens(): readonly { readonly host: string; readonly port: number }[];
  /**
   * Reads its secret files again, without an outage: a server lets its clients stay whose passwords still count, a client comes back with
   * its new password. Absent: it reads none that could change.
   * @throws Fault when one cannot be used: the service then goes on as before
   */
  reload?(): Promise<void>;
  /** Clients that logged in as one of these users; absent: nobody logs in here. */
  logins?(users: ReadonlySet<string>): readonly LoginSeen[];
}

/** What a service is given by its host. The clock is an argument so that a test can make it jump. */
export interface Surroundings {
  readonly log: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Ends the service's work when it fires; the service is disposed of after it. */
  readonly signal: AbortSignal;
}
